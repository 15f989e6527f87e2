--? nothing
AND false
--.
--? public
AND c.is_active
--.
--? is_featured
AND c.is_featured = :is_featured::boolean
--.
--? parent
AND c.parent_id = (SELECT id FROM categories
    WHERE slug = :parent AND (:hidden::boolean OR is_active))
--.
--? parent.null
AND NOT EXISTS (SELECT FROM categories up WHERE up.id = c.parent_id
    AND (:hidden::boolean OR up.is_active))
--.
--% search c.name, c.description

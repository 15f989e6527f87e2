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
AND c.parent_id = (SELECT id FROM categories WHERE slug = :parent)
--.
--? parent.null
AND c.parent_id IS NULL
--.
--% search c.name, c.description

-- Filters that the kept counts know. p: posts, post_search or post_counts.
-- Values stand in sub-selects so that the plan does not depend on them: one
-- plan serves all calls, and none is planned again and again.
--? nothing
AND false
--.
--? public
AND p.status = 'PUBLISHED'
--.
--? own
AND p.author_id = (SELECT :caller::bigint)
--.
--? category.id
AND p.category_id = (SELECT id FROM categories
    WHERE id = :category::bigint AND (:hidden::boolean OR is_active))
--.
--? category.slug
AND p.category_id = (SELECT id FROM categories
    WHERE slug = :category AND (:hidden::boolean OR is_active))
--.
--? category.id.below
AND p.category_id IN
--< categories/below by=id value=:category::bigint
--.
--? category.slug.below
AND p.category_id IN
--< categories/below by=slug value=:category
--.
--? author
AND p.author_id = (SELECT id FROM users WHERE username = :author)
--.
--? status
AND p.status = (SELECT :status::text)
--.

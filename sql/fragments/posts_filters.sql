--? nothing
AND false
--.
--? public
AND p.status = 'PUBLISHED'
--.
--? own
AND p.author_id = :caller
--.
--? category.id
AND p.category_id = :category::bigint
--.
--? category.slug
AND p.category_id = (SELECT id FROM categories WHERE slug = :category)
--.
--? category.id.below
AND p.category_id IN (WITH RECURSIVE below AS (
    SELECT id FROM categories WHERE id = :category::bigint
--< category_below
)
--.
--? category.slug.below
AND p.category_id IN (WITH RECURSIVE below AS (
    SELECT id FROM categories WHERE slug = :category
--< category_below
)
--.
--? author
AND p.author_id = (SELECT id FROM users WHERE username = :author)
--.
--? status
AND p.status = :status
--.
--? published_after
AND p.published_at > :published_after::timestamptz
--.
--? published_before
AND p.published_at < :published_before::timestamptz
--.

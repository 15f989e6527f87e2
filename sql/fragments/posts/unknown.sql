-- Whether a filter names what the public has not met: a category that is off
-- or that there is not, a tag or a user without public posts or nobody. Such lists are
-- endless in number, and keeping some of them would tell which names exist.
(false
--? nothing
OR true
--.
--? category.id
OR NOT EXISTS (SELECT FROM categories
               WHERE id = :category::bigint AND is_active)
--.
--? category.slug
OR NOT EXISTS (SELECT FROM categories WHERE slug = :category AND is_active)
--.
--? category.id.below
OR NOT EXISTS (SELECT FROM categories
               WHERE id = :category::bigint AND is_active)
--.
--? category.slug.below
OR NOT EXISTS (SELECT FROM categories WHERE slug = :category AND is_active)
--.
--? tagged
OR NOT (SELECT met FROM tagged)
--.
--? author
OR NOT coalesce((
    SELECT sum(n) > 0 FROM post_counts
    WHERE category_id = -1 AND status = 'PUBLISHED'
      AND author_id = (SELECT id FROM users WHERE username = :author)), false)
--.
)

-- Whether a filter names what there is not: such lists are endless in number
-- and not worth keeping.
(false
--? nothing
OR true
--.
--? category.id
OR NOT EXISTS (SELECT FROM categories WHERE id = :category::bigint)
--.
--? category.slug
OR NOT EXISTS (SELECT FROM categories WHERE slug = :category)
--.
--? category.id.below
OR NOT EXISTS (SELECT FROM categories WHERE id = :category::bigint)
--.
--? category.slug.below
OR NOT EXISTS (SELECT FROM categories WHERE slug = :category)
--.
--? author
OR NOT EXISTS (SELECT FROM users WHERE username = :author)
--.
)

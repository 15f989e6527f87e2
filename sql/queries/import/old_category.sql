-- A slug by which readers knew a category. params: slug, id (of the category).
INSERT INTO category_slugs (slug, category_id)
SELECT :slug::text, :id::bigint
WHERE NOT EXISTS (SELECT FROM categories WHERE slug = :slug::text)
ON CONFLICT (slug) DO NOTHING

-- A slug by which readers knew a post. One that another post has had stays
-- with that. params: slug, post_id.
INSERT INTO slug_history (slug, post_id)
SELECT :slug::text, :post_id::bigint
WHERE NOT EXISTS (SELECT FROM posts WHERE slug = :slug::text)
ON CONFLICT (slug) DO NOTHING

-- A slug by which readers knew a post. One that another post has had stays
-- with that, and a post that was deleted here gets none. params: slug, id
-- (of the post).
INSERT INTO slug_history (slug, post_id)
SELECT :slug::text, :id::bigint
WHERE NOT EXISTS (SELECT FROM posts WHERE slug = :slug::text)
  AND EXISTS (SELECT FROM posts WHERE id = :id::bigint)
ON CONFLICT (slug) DO NOTHING

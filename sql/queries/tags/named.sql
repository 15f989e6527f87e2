-- tags_named: the tag that a name is told as. params: name, slug (made from
-- it), base (nothing of it is left in the slug), id (the tag that may have it,
-- 0: none; the name that it has already is its own). columns: id; no row where
-- the name is free.
SELECT t.id FROM tag_find(:name, :slug, :base::boolean) t (id)
WHERE t.id <> :id::bigint
  AND NOT EXISTS (SELECT FROM tags WHERE id = :id::bigint AND name = :name)

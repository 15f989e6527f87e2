-- tags_delete: the posts lose it. params: id, version (NULL: any).
-- columns: id.
DELETE FROM tags WHERE id = :id::bigint
  AND (:version::bigint IS NULL OR version = :version::bigint)
  AND (SELECT tags_lock(true))
RETURNING id

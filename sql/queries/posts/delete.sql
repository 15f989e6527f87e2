-- posts_delete: params: id, version (the row must still have it).
-- columns: id.
DELETE FROM posts WHERE id = :id::bigint AND version = :version::bigint
RETURNING id

-- users_delete: a user without content.
-- params: id, version (null: any). columns: id. No row: gone, or another
-- version.
DELETE FROM users
WHERE id = :id::bigint
  AND (:version::bigint IS NULL OR version = :version::bigint)
RETURNING id

-- notes_delete: a note and its answers. params: id, version (NULL: any).
-- columns: id.
DELETE FROM post_notes
WHERE id = :id::bigint
  AND (:version::bigint IS NULL OR version = :version::bigint)
RETURNING id

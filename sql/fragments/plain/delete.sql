-- params: id, version (NULL: any). columns: id.
DELETE FROM :{table} WHERE id = :id::bigint
  AND (:version::bigint IS NULL OR version = :version::bigint)
RETURNING id

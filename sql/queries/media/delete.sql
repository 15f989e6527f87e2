-- media_delete: params: id, version (NULL: any). columns: id. A post that
-- mentions the row is a foreign key's refusal; the stored file goes when
-- nobody has it any more (the sweeper).
DELETE FROM media WHERE id = :id::bigint
  AND (:version::bigint IS NULL OR version = :version::bigint)
RETURNING id

-- working_copy_delete: params: post, version (NULL: any). columns: post_id.
DELETE FROM working_copies
WHERE post_id = :post::bigint
  AND (:version::bigint IS NULL OR version = :version::bigint)
RETURNING post_id

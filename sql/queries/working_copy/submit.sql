-- working_copy_submit: review is wanted. params: post, version (NULL: any).
-- columns: version.
UPDATE working_copies SET submitted = true
WHERE post_id = :post::bigint
  AND (:version::bigint IS NULL OR version = :version::bigint)
RETURNING version

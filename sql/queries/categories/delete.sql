-- categories_delete: params: id, version (NULL: any). columns: id.
DELETE FROM categories WHERE id = :id::bigint
  AND (:version::bigint IS NULL OR version = :version::bigint)
  AND
--< categories/tree_lock
RETURNING id

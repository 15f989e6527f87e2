-- Put a category below another one, which came after it. params: id, parent.
UPDATE categories SET parent_id = :parent::bigint
WHERE id = :id::bigint AND parent_id IS NULL

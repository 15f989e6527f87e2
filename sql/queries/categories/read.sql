-- categories_read: a category by id or slug. params: id or slug.
-- columns: due, next_due, id, version, body, tags; id is NULL where
-- there is none.
WITH
--< due
SELECT
--< due_columns
    , x.*
FROM due LEFT JOIN (
    SELECT c.id, c.version,
--< categories/item
        AS body,
        concat_ws(E'\n', 'category/' || c.id, 'count/' || c.id,
                  'category/' || c.parent_id) AS tags
    FROM categories c WHERE true
--? id
    AND c.id = :id::bigint
--.
--? slug
    AND c.slug = :slug
--.
--? public
    AND c.is_active
--.
) x ON true

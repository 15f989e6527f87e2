-- tags_read: a tag by id or slug. params: id or slug. columns: due, next_due,
-- id, version, body, tags; id is NULL where there is none.
WITH
--< due
SELECT
--< due_columns
    , x.*
FROM due LEFT JOIN (
    SELECT t.id, t.version,
--< tags/item
        AS body, concat_ws(E'\n', 'tag/' || t.id, 'tags/' || t.id) AS tags
    FROM tags t WHERE true
--? id
    AND t.id = :id::bigint
--.
--? slug
    AND t.slug = :slug
--.
--? public
    AND
--< tags/seen
        > 0
--.
) x ON true

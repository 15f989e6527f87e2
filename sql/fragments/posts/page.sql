-- The items of a page (CTE page: id, n) and the answer's columns.
items AS MATERIALIZED (
    SELECT page.n, row_to_json(o)::text AS item,
--< posts/item_tags
        AS tags
    FROM page JOIN posts p USING (id)
--< posts/item_joins
    , LATERAL (
--< posts/item
    ) o
)
SELECT
--< due_columns
    , (SELECT n FROM total) AS count,
--< posts/unknown
    AS unknown,
    (SELECT coalesce('[' || string_agg(item, ',' ORDER BY n) || ']', '[]')
     FROM items) AS results,
    concat_ws(E'\n',
--< posts/list_tags
    , (SELECT string_agg(tags, E'\n') FROM items)) AS tags
--? order:rank
p.rank DESC
--.
--% order posts/orders

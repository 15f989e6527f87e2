-- The items of a page (CTE page: id, n) and the answer's columns.
items AS MATERIALIZED (
    SELECT page.n, row_to_json(o)::text AS item,
--< posts/item_tags
--? expand
        || E'\n' ||
--< posts/detail_tags
--.
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
-- in the order in which they were asked for
--? order:given.id.asc
array_position(('{' || :id || '}')::bigint[], p.id)
--.
--? order:given.id.desc
array_position(('{' || :id || '}')::bigint[], p.id) DESC
--.
--? order:given.slug.asc
array_position(string_to_array(:slug, ','), (SELECT slug FROM posts WHERE id = p.id))
--.
--? order:given.slug.desc
array_position(string_to_array(:slug, ','), (SELECT slug FROM posts WHERE id = p.id)) DESC
--.
--% order posts/orders

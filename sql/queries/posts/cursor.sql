-- posts_cursor: the posts behind (or, backwards, before) a key.
-- params: limit, backwards (boolean), k1, k2, kid (the key), files, and those
-- of the filters. The key comes from a CTE so that the plan does not depend
-- on its values. columns: due, next_due, more, results, first_k1, first_k2,
-- first_id, last_k1, last_k2, last_id.
WITH
--< due
,
--< posts/tagged
--< posts/picked
key AS MATERIALIZED (
    SELECT :k1::text AS k1, :k2::text AS k2, :kid::bigint AS kid
),
looked AS MATERIALIZED (
    SELECT u.id, u.n FROM unnest(ARRAY(
        SELECT p.id FROM
--< posts/from
        WHERE true
--< posts/filters
--% after posts/orders of key
--< cursor_page
items AS MATERIALIZED (
    SELECT page.n, row_to_json(o)::text AS item, p.id,
--% keys posts/orders
    FROM page JOIN posts p USING (id)
--< posts/item_joins
    , LATERAL (
--< posts/item
    ) o
),
--< cursor_ends
--% order posts/orders

-- categories_cursor: the categories behind (or, backwards, before) a key.
-- params: limit, backwards, k1, k2, kid, and those of the filters.
-- columns: due, next_due, more, results, first_k1, first_k2, first_id,
-- last_k1, last_k2, last_id.
WITH
--< due
,
looked AS MATERIALIZED (
    SELECT u.id, u.n FROM unnest(ARRAY(
        SELECT c.id FROM
--< categories/counted
        c WHERE true
--< categories/filters
--? after.default.asc
        AND (c."order", c.name COLLATE "und-x-icu", c.id) >
            (:k1::integer, :k2::text, :kid::bigint)
--.
--? after.default.desc
        AND (c."order", c.name COLLATE "und-x-icu", c.id) <
            (:k1::integer, :k2::text, :kid::bigint)
--.
--? after.name.asc
        AND (c.name COLLATE "und-x-icu", c.id) > (:k1::text, :kid::bigint)
--.
--? after.name.desc
        AND (c.name COLLATE "und-x-icu", c.id) < (:k1::text, :kid::bigint)
--.
--? after.order.asc
        AND (c."order", c.id) > (:k1::integer, :kid::bigint)
--.
--? after.order.desc
        AND (c."order", c.id) < (:k1::integer, :kid::bigint)
--.
--? after.post_count.asc
        AND (c.post_count, c.id) > (:k1::bigint, :kid::bigint)
--.
--? after.post_count.desc
        AND (c.post_count, c.id) < (:k1::bigint, :kid::bigint)
--.
--? after.created_at.asc
        AND (c.created_at, c.id) > (:k1::timestamptz, :kid::bigint)
--.
--? after.created_at.desc
        AND (c.created_at, c.id) < (:k1::timestamptz, :kid::bigint)
--.
--< cursor_page
items AS MATERIALIZED (
    SELECT page.n, c.id,
--< categories/item
        AS item,
--? keys.default
        c."order"::text AS k1, c.name AS k2
--.
--? keys.name
        c.name AS k1, NULL AS k2
--.
--? keys.order
        c."order"::text AS k1, NULL AS k2
--.
--? keys.post_count
        c.post_count::text AS k1, NULL AS k2
--.
--? keys.created_at
        iso(c.created_at) AS k1, NULL AS k2
--.
    FROM page JOIN
--< categories/counted
    c USING (id)
),
--< cursor_ends
--< categories/orders

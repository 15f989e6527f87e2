-- posts_cursor: the posts behind (or, backwards, before) a key.
-- params: limit, backwards (boolean), k1, k2, kid (the key), files, and those
-- of the filters. The key comes from a CTE so that the plan does not depend
-- on its values. columns: due, next_due, more, results, first_k1, first_k2,
-- first_id, last_k1, last_k2, last_id.
WITH
--< due
,
key AS MATERIALIZED (
    SELECT :k1::text AS k1, :k2::text AS k2, :kid::bigint AS kid
),
looked AS MATERIALIZED (
    SELECT u.id, u.n FROM unnest(ARRAY(
        SELECT p.id FROM posts p
        WHERE true
--< posts/filters
--? after.default.desc
        AND (p.listed_at, p.created_at, p.id) < (
            (SELECT k1::timestamptz FROM key),
            (SELECT k2::timestamptz FROM key), (SELECT kid FROM key))
--.
--? after.default.asc
        AND (p.listed_at, p.created_at, p.id) > (
            (SELECT k1::timestamptz FROM key),
            (SELECT k2::timestamptz FROM key), (SELECT kid FROM key))
--.
--? after.default.desc.null
        AND (p.listed_at, p.created_at, p.id) < (
            'infinity', (SELECT k2::timestamptz FROM key),
            (SELECT kid FROM key))
--.
--? after.default.asc.null
        AND (p.listed_at, p.created_at, p.id) > (
            'infinity', (SELECT k2::timestamptz FROM key),
            (SELECT kid FROM key))
--.
--? after.published_at.desc
        AND (p.listed_at, p.id) < (
            (SELECT k1::timestamptz FROM key), (SELECT kid FROM key))
--.
--? after.published_at.asc
        AND (p.listed_at, p.id) > (
            (SELECT k1::timestamptz FROM key), (SELECT kid FROM key))
--.
--? after.published_at.desc.null
        AND (p.listed_at, p.id) < (
            'infinity', (SELECT kid FROM key))
--.
--? after.published_at.asc.null
        AND (p.listed_at, p.id) > (
            'infinity', (SELECT kid FROM key))
--.
--? after.created_at.desc
        AND (p.created_at, p.id) < (
            (SELECT k1::timestamptz FROM key), (SELECT kid FROM key))
--.
--? after.created_at.asc
        AND (p.created_at, p.id) > (
            (SELECT k1::timestamptz FROM key), (SELECT kid FROM key))
--.
--? after.updated_at.desc
        AND (p.updated_at, p.id) < (
            (SELECT k1::timestamptz FROM key), (SELECT kid FROM key))
--.
--? after.updated_at.asc
        AND (p.updated_at, p.id) > (
            (SELECT k1::timestamptz FROM key), (SELECT kid FROM key))
--.
--? after.title.desc
        AND (p.title COLLATE "und-x-icu", p.id) < (
            (SELECT k1::text FROM key), (SELECT kid FROM key))
--.
--? after.title.asc
        AND (p.title COLLATE "und-x-icu", p.id) > (
            (SELECT k1::text FROM key), (SELECT kid FROM key))
--.
--< cursor_page
items AS MATERIALIZED (
    SELECT page.n, row_to_json(o)::text AS item, p.id,
--? keys.default
    iso(p.published_at) AS k1, iso(p.created_at) AS k2
--.
--? keys.published_at
    iso(p.published_at) AS k1, NULL AS k2
--.
--? keys.created_at
    iso(p.created_at) AS k1, NULL AS k2
--.
--? keys.updated_at
    iso(p.updated_at) AS k1, NULL AS k2
--.
--? keys.title
    p.title AS k1, NULL AS k2
--.
    FROM page JOIN posts p USING (id)
--< posts/item_joins
    , LATERAL (
--< posts/item
    ) o
),
--< cursor_ends
--< posts/orders

-- ads_cursor: the ad placements behind (or, backwards, before) a key.
-- params: limit, backwards, k1, kid, and those of the filters.
-- columns: due, next_due, more, results, first_k1, first_k2, first_id,
-- last_k1, last_k2, last_id.
WITH
--< due
,
looked AS MATERIALIZED (
    SELECT u.id, u.n FROM unnest(ARRAY(
        SELECT a.id FROM ad_placements a WHERE true
--< ads/filters
--? after.default.asc
        AND (a.name COLLATE "und-x-icu", a.id) > (:k1::text, :kid::bigint)
--.
--? after.default.desc
        AND (a.name COLLATE "und-x-icu", a.id) < (:k1::text, :kid::bigint)
--.
--? after.name.asc
        AND (a.name COLLATE "und-x-icu", a.id) > (:k1::text, :kid::bigint)
--.
--? after.name.desc
        AND (a.name COLLATE "und-x-icu", a.id) < (:k1::text, :kid::bigint)
--.
--? after.created_at.asc
        AND (a.created_at, a.id) > (:k1::timestamptz, :kid::bigint)
--.
--? after.created_at.desc
        AND (a.created_at, a.id) < (:k1::timestamptz, :kid::bigint)
--.
--< cursor_page
items AS MATERIALIZED (
    SELECT page.n, a.id,
--< ads/item
        AS item,
--? keys.default
        a.name AS k1, NULL AS k2
--.
--? keys.name
        a.name AS k1, NULL AS k2
--.
--? keys.created_at
        iso(a.created_at) AS k1, NULL AS k2
--.
    FROM page JOIN ad_placements a USING (id)
),
--< cursor_ends
--< ads/orders

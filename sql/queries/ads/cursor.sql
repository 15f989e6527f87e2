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
--% after ads/orders
--< cursor_page
items AS MATERIALIZED (
    SELECT page.n, a.id,
--< ads/item
        AS item,
--% keys ads/orders
    FROM page JOIN ad_placements a USING (id)
),
--< cursor_ends
--% order ads/orders

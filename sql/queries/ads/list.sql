-- ads_list: ad placements, all or a page. params: limit (NULL: all), offset,
-- last, and those of the filters. columns: count, results, tags.
WITH total AS MATERIALIZED (
    SELECT count(*) AS n FROM ad_placements a WHERE true
--< ads/filters
),
page AS MATERIALIZED (
    SELECT u.id, u.n FROM unnest(ARRAY(
        SELECT a.id FROM ad_placements a WHERE true
--< ads/filters
        ORDER BY
--@ order
--< page_offset
    )) WITH ORDINALITY u (id, n)
)
SELECT (SELECT n FROM total) AS count,
    (SELECT coalesce('[' || string_agg(
--< ads/item
     , ',' ORDER BY page.n) || ']', '[]')
     FROM page JOIN ad_placements a USING (id)) AS results,
    'ads' AS tags
--% order ads/orders

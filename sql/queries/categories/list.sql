-- categories_list: categories, all or a page. params: limit (NULL: all),
-- offset, last, and those of the filters (parent among them).
-- columns: due, next_due, count, unknown (a filter names what the public has
-- not met), results, tags.
WITH
--< due
,
total AS MATERIALIZED (
    SELECT count(*) AS n FROM categories c WHERE true
--< categories/filters
),
page AS MATERIALIZED (
    SELECT u.id, u.n FROM unnest(ARRAY(
        SELECT c.id FROM
--< categories/counted
        c WHERE true
--< categories/filters
        ORDER BY
--@ order
--< page_offset
    )) WITH ORDINALITY u (id, n)
)
SELECT
--< due_columns
    , (SELECT n FROM total) AS count,
    (false
--? nothing
     OR true
--.
--? parent
     OR NOT EXISTS (SELECT FROM categories
                    WHERE slug = :parent AND is_active)
--.
    ) AS unknown,
    (SELECT coalesce('[' || string_agg(
--< categories/item
     , ',' ORDER BY page.n) || ']', '[]')
     FROM page JOIN categories c USING (id)) AS results,
    E'categories\ncounts' AS tags
--% order categories/orders

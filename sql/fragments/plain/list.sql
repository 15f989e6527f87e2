-- Rows, all or a page. params: limit (NULL: all), offset, last, and those of
-- the filters. columns: due and next_due where what is shown depends on
-- schedules, count, results, tags.
WITH
--$ due
total AS MATERIALIZED (
    SELECT count(*) AS n FROM :{table} :{a} WHERE true
--$ filters
),
page AS MATERIALIZED (
    SELECT u.id, u.n FROM unnest(ARRAY(
        SELECT :{a}.id FROM :{table} :{a} WHERE true
--$ filters
        ORDER BY
--@ order
--< page_offset
    )) WITH ORDINALITY u (id, n)
)
SELECT
--$ due_columns
    (SELECT n FROM total) AS count,
    (SELECT coalesce('[' || string_agg(
--$ item
     , ',' ORDER BY page.n) || ']', '[]')
     FROM page JOIN :{table} :{a} USING (id)) AS results,
    ':{tags}' AS tags
--$ order

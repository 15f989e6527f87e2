-- media_list: a page of media. params: limit, offset, last, files, media_api
-- (URL of /media/, slash at its end), and those of the filters.
-- columns: count, results.
WITH total AS MATERIALIZED (
    SELECT count(*) AS n FROM
--< media/from
    WHERE true
--< media/filters
),
page AS MATERIALIZED (
    SELECT u.id, u.n FROM unnest(ARRAY(
        SELECT m.id FROM
--< media/from
        WHERE true
--< media/filters
        ORDER BY
--@ order
--< page_offset
    )) WITH ORDINALITY u (id, n)
)
SELECT (SELECT n FROM total) AS count,
    (SELECT coalesce('[' || string_agg((
--< media/full
     )::text, ',' ORDER BY page.n) || ']', '[]')
     FROM page JOIN media m USING (id) JOIN media_files f ON f.id = m.file_id
     JOIN users up ON up.id = m.uploaded_by_id) AS results
--% order media/orders

-- media_cursor: the media behind (or, backwards, before) a key.
-- params: limit, backwards, k1, kid, files, media_api, and those of the
-- filters. columns: due, next_due, more, results, first_k1, first_k2,
-- first_id, last_k1, last_k2, last_id.
WITH
--< due
,
looked AS MATERIALIZED (
    SELECT u.id, u.n FROM unnest(ARRAY(
        SELECT m.id FROM
--< media/from
        WHERE true
--< media/filters
--% after media/orders
--< cursor_page
items AS MATERIALIZED (
    SELECT page.n, m.id, ((
--< media/full
    ))::text AS item,
--% keys media/orders
    FROM page JOIN media m USING (id) JOIN media_files f ON f.id = m.file_id
    JOIN users up ON up.id = m.uploaded_by_id
),
--< cursor_ends
--% order media/orders

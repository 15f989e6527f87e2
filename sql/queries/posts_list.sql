-- posts_list: a page of posts.
-- params: limit, offset, last (boolean: the last page), files, and those of
-- the filters. columns: due, next_due, count, unknown, results, tags.
WITH
--< due
,
--< posts_total
page AS MATERIALIZED (
    SELECT u.id, u.n FROM unnest(ARRAY(
        SELECT p.id FROM
--? ordered.view_count
        post_views v JOIN LATERAL (
            SELECT * FROM
--.
            posts p
--? ordered.view_count
            WHERE p.id = v.id OFFSET 0 -- one by one, in the views' order
        ) p ON p.id = v.id AND p.status = v.status
--.
        WHERE true
--< posts_filters
        ORDER BY
--@ order
--< page_offset
    )) WITH ORDINALITY u (id, n)
),
--< posts_page

-- posts_list: a page of posts.
-- params: limit, offset, last (boolean: the last page, in the reversed order),
-- files, and those of the filters.
-- columns: due, next_due, count, unknown, results, tags.
WITH
--< due
,
--< posts/tagged
--< posts/picked
--< posts/total
page AS MATERIALIZED (
    SELECT u.id, CASE WHEN :last::boolean THEN -u.n ELSE u.n END AS n
    FROM unnest(ARRAY(
        SELECT p.id FROM
--? ordered.view_count
        (SELECT * FROM post_views v WHERE true
--.
--? picked.views
            AND v.id = ANY ((SELECT ids FROM picked)::bigint[])
--.
--? tagged.views
            AND v.id IN (SELECT post_id FROM post_tags
                         WHERE tag_id = (SELECT first FROM tagged))
--.
--? ordered.view_count
        ) v JOIN LATERAL (
            SELECT * FROM
--.
--< posts/from
--? ordered.view_count
            WHERE p.id = v.id OFFSET 0 -- one by one, in the views' order
        ) p ON p.id = v.id AND p.status = v.status
--.
        WHERE true
--< posts/filters
        ORDER BY
--@ order
        LIMIT (SELECT CASE WHEN :last::boolean
                      THEN greatest(n - 1, 0) % :limit::bigint + 1
                      ELSE :limit::bigint END FROM total)
        OFFSET (SELECT CASE WHEN :last::boolean THEN 0
                       ELSE :offset::bigint END)
    )) WITH ORDINALITY u (id, n)
),
--< posts/page

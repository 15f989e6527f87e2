-- posts_archive: how many posts the public sees of each month, newest first.
-- Part kept: from the kept numbers; counted: one by one, of what no numbers are
-- kept of. params: hidden, and those of the filters.
-- columns: due, next_due, unknown, body, tags.
WITH
--< due
,
--< posts/tagged
months AS MATERIALIZED (
--? kept
    SELECT p.month, sum(p.n) AS n
    FROM (SELECT *, 'PUBLISHED' AS status FROM post_months) p
    WHERE (p.category_id = -1
--.
--? kept.category
           OR true
--.
--? kept
    ) AND (p.author_id = -1
--.
--? kept.author
           OR true
--.
--? kept
    )
--.
--? counted
    SELECT post_month(p.listed_at) AS month, count(*) AS n FROM
--.
--< posts/from
--? counted
    WHERE true
--.
--< posts/members
--< posts/with_tags
    GROUP BY 1
)
SELECT
--< due_columns
    ,
--< posts/unknown
    AS unknown,
    (SELECT coalesce('[' || string_agg(row_to_json(o)::text, ','
                                       ORDER BY o.year DESC, o.month DESC)
                     || ']', '[]')
     FROM (SELECT extract(year FROM month)::integer AS year,
               extract(month FROM month)::integer AS month, n AS count
           FROM months WHERE n > 0) o) AS body,
--< posts/list_tags
    AS tags

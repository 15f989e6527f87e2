-- posts_counts: how many posts of each status the caller's list shows.
-- params: caller, hidden, and those of the filters.
-- columns: due, next_due, body.
WITH
--< due
,
--< posts/tagged
-- Of several tags no numbers are kept: their posts are counted.
members AS MATERIALIZED (
    SELECT p.status, p.n FROM
--< posts/kept_rows
--? tagged.each
    AND false
--.
    UNION ALL
    SELECT p.status, 1 FROM
--< posts/from
    WHERE (false
--? tagged.each
           OR true
--.
    )
--< posts/members
--< posts/with_tags
)
SELECT
--< due_columns
    , (SELECT row_to_json(o)::text FROM (
        SELECT coalesce(sum(p.n) FILTER (WHERE p.status = 'DRAFT'), 0)
                AS "DRAFT",
            coalesce(sum(p.n) FILTER (WHERE p.status = 'IN_REVIEW'), 0)
                AS "IN_REVIEW",
            coalesce(sum(p.n) FILTER (WHERE p.status = 'SCHEDULED'), 0)
                AS "SCHEDULED",
            coalesce(sum(p.n) FILTER (WHERE p.status = 'PUBLISHED'), 0)
                AS "PUBLISHED",
            coalesce(sum(p.n) FILTER (WHERE p.status = 'ARCHIVED'), 0)
                AS "ARCHIVED"
        FROM members p
    ) o) AS body

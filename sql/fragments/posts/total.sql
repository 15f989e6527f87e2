-- How many posts the filters let through (CTE total: n). Only filters by
-- time and several tags make it count; which branch stands is known when the statement is
-- planned.
total AS MATERIALIZED (
    SELECT CASE WHEN false
--? published_after
    OR true
--.
--? published_before
    OR true
--.
--? updated_after
    OR true
--.
--? updated_before
    OR true
--.
--? picked
    OR true
--.
--? tagged.each
    OR true
--.
    THEN (
        SELECT count(*) FROM
--< posts/from
        WHERE true
--< posts/filters
    ) ELSE
--< posts/kept
    END AS n
),

-- The answer of a cursor statement from the CTEs looked and items (n, id,
-- item, k1, k2), with the columns that tell what is due.
ends AS (
    SELECT (SELECT n FROM items ORDER BY n LIMIT 1) AS first,
           (SELECT n FROM items ORDER BY n DESC LIMIT 1) AS last
)
SELECT
--< due_columns
    , (SELECT count(*) FROM looked) > :limit::bigint AS more,
    (SELECT coalesce('[' || string_agg(item, ',' ORDER BY n) || ']', '[]')
     FROM items) AS results,
    a.k1 AS first_k1, a.k2 AS first_k2, a.id AS first_id,
    z.k1 AS last_k1, z.k2 AS last_k2, z.id AS last_id
FROM ends LEFT JOIN items a ON a.n = ends.first
LEFT JOIN items z ON z.n = ends.last

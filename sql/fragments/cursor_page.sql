-- Behind "SELECT id FROM ... WHERE ..." of a cursor's CTE `looked`: one row
-- more than the page tells whether there are further ones. Rows that were
-- read backwards are turned round again.
ORDER BY
--@ order
        LIMIT (SELECT :limit::bigint + 1)
    )) WITH ORDINALITY u (id, n)
),
page AS MATERIALIZED (
    SELECT id, CASE WHEN :backwards::boolean THEN -n ELSE n END AS n
    FROM looked WHERE n <= :limit::bigint
),

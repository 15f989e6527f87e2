-- Add counted views. A post that has gone is no loss. Rows are locked in one
-- order, so that two servers do not wait for each other in a circle.
-- params: counts (JSON object of post id to number).
WITH counted AS MATERIALIZED (
    SELECT v.id, c.value::bigint AS n
    FROM json_each_text(:counts::json) c
    JOIN post_views v ON v.id = c.key::bigint
    ORDER BY v.id FOR NO KEY UPDATE OF v
)
UPDATE post_views v SET view_count = v.view_count + c.n
FROM counted c WHERE v.id = c.id

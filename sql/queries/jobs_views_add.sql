-- Add counted views. A post that has gone is no loss.
-- params: counts (JSON object of post id to number).
UPDATE posts p
SET view_count = p.view_count + v.value::bigint
FROM json_each_text(:counts::json) v
WHERE p.id = v.key::bigint

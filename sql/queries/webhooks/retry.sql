-- webhooks_retry: send a delivery once more.
-- params: id, delivery. columns: body. No row: there is none.
SELECT
--< webhooks/delivery
    AS body
FROM webhook_retry(:id::bigint, :delivery::bigint) d

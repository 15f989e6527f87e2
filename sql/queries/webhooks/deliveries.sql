-- webhooks_deliveries: the last 100 of a webhook, newest first.
-- params: id. columns: body (a JSON array). No row: no such webhook.
SELECT (
    SELECT coalesce('[' || string_agg(
--< webhooks/delivery
        , ',' ORDER BY d.id DESC) || ']', '[]')
    FROM (SELECT * FROM webhook_deliveries x WHERE x.webhook_id = w.id
          ORDER BY x.id DESC LIMIT 100) d
) AS body
FROM webhooks w WHERE w.id = :id::bigint

-- Of what was sent to a webhook, or given up, the last 100 are kept.
DELETE FROM webhook_deliveries d
USING webhooks w
WHERE d.webhook_id = w.id AND d.status <> 'waiting'
  AND d.id < (SELECT x.id FROM webhook_deliveries x
              WHERE x.webhook_id = w.id ORDER BY x.id DESC OFFSET 99 LIMIT 1)

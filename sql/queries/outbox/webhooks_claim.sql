-- Take what is to be sent to webhooks now, for so many seconds: each webhook
-- has so many requests at once, one that fails has one; who has waited longest
-- comes first.
-- params: token, count, each, seconds. columns: id, webhook_id, message_id,
-- body, tries, url, secret, name.
WITH room AS MATERIALIZED (
    SELECT w.id, w.is_active, w.last_delivery_at,
        CASE WHEN w.failing_since IS NULL THEN :each::integer ELSE 1 END - (
            SELECT count(*) FROM webhook_deliveries d
            WHERE d.webhook_id = w.id AND d.status = 'waiting'
              AND d.next_at > now() AND d.token IS NOT NULL) AS free
    FROM webhooks w
), due AS MATERIALIZED (
    SELECT d.id FROM room r CROSS JOIN LATERAL (
        SELECT x.id FROM webhook_deliveries x
        WHERE x.webhook_id = r.id AND x.status = 'waiting'
          AND x.next_at <= now() AND (r.is_active OR x.by_hand)
        ORDER BY x.next_at, x.id LIMIT greatest(r.free, 0)
        FOR UPDATE SKIP LOCKED
    ) d
    ORDER BY r.last_delivery_at NULLS FIRST LIMIT :count::integer
)
UPDATE webhook_deliveries d
SET token = :token, tries = d.tries + 1,
    next_at = clock_timestamp() + make_interval(secs => :seconds::integer)
FROM due, webhooks w
WHERE d.id = due.id AND w.id = d.webhook_id
RETURNING d.id, d.webhook_id, d.message_id, d.body, d.tries, w.url, w.secret,
    w.name

-- webhooks_ping: something to send that tells of nothing.
-- params: id. columns: body. No row: no such webhook.
WITH made AS MATERIALIZED (
    SELECT w.id, w.name,
        'msg_' || replace(gen_random_uuid()::text, '-', '') AS message_id
    FROM webhooks w WHERE w.id = :id::bigint
), d AS (
    INSERT INTO webhook_deliveries (webhook_id, message_id, type, object, body,
                                    by_hand, next_at)
    SELECT made.id, message_id, 'ping', 'ping/' || message_id,
        (SELECT row_to_json(o)::text FROM (
            SELECT message_id AS id, 'ping' AS type,
                iso(clock_timestamp()) AS at,
                (SELECT row_to_json(i) FROM (
                    SELECT made.id, NULL AS slug, made.name AS title,
                        NULL AS status) i) AS data) o),
        true, '-infinity'
    FROM made
    RETURNING *
)
SELECT
--< webhooks/delivery
    AS body
FROM d

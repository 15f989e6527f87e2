-- For mod_status and health: how much waits to be told to a cache (a tag that
-- changed twice may count twice), how often that failed one after the other,
-- and how; how much waits for webhooks, and how many of them fail.
-- columns: pending, failures, error, deliveries, failing.
SELECT (SELECT count(*) FROM purge_changes)
       + (SELECT count(*) FROM purge_keys) AS pending,
       s.failures, s.error,
       (SELECT count(*) FROM webhook_deliveries d
        JOIN webhooks w ON w.id = d.webhook_id AND (w.is_active OR d.by_hand)
        WHERE d.status = 'waiting') AS deliveries,
       (SELECT count(*) FROM webhooks
        WHERE is_active AND failing_since IS NOT NULL) AS failing
FROM (VALUES (1)) one LEFT JOIN purge_sender s ON true

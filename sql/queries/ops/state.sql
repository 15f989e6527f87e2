-- For talecraft-metrics: what waits, counted up to 10000 each, so that a
-- scrape costs little however much that is.
-- columns: queue, oldest (seconds), purge, purge_failures, deliveries, failing,
-- news, events (the number of the last one).
SELECT q.waiting AS queue, q.oldest,
       (SELECT count(*) FROM
            (SELECT FROM purge_changes LIMIT 10000) c)
       + (SELECT count(*) FROM
            (SELECT FROM purge_keys LIMIT 10000) k) AS purge,
       (SELECT failures FROM purge_sender) AS purge_failures,
       (SELECT count(*) FROM
            (SELECT FROM webhook_deliveries
             WHERE status = 'waiting' LIMIT 10000) d) AS deliveries,
       (SELECT count(*) FROM webhooks
        WHERE is_active AND failing_since IS NOT NULL) AS failing,
       (SELECT count(*) FROM
            (SELECT FROM event_news LIMIT 10000) n) AS news,
       (SELECT max(id) FROM events) AS events
FROM (SELECT count(*) AS waiting,
             ceil(greatest(0, extract(epoch FROM
                  clock_timestamp() - min(f.not_before)))) AS oldest
      FROM (SELECT not_before FROM media_files
            WHERE status IN ('UPLOADED', 'PROCESSING') OR again
            LIMIT 10000) f) q

-- What of a site's background work waits: asked once a second, so that nobody
-- else asks while nothing does. It may say more than a step then finds.
-- columns: due, next (as jobs_due has them), media, files_left, purge, hooks.
SELECT due.now_due > 0 AS due, due.next,
    EXISTS (SELECT FROM media_files f
            WHERE (f.status IN ('UPLOADED', 'PROCESSING') OR f.again)
              AND f.not_before <= clock_timestamp()
              AND (f.lease_until IS NULL
                   OR f.lease_until <= clock_timestamp())) AS media,
--< media/left
    AS files_left,
    NOT EXISTS (SELECT FROM purge_sender s
                WHERE s.wanted_until > clock_timestamp()
                                       + interval '12 hours'
                  AND s.since < '18446744073709551615')
    OR (EXISTS (SELECT FROM purge_sender s
                WHERE s.not_before <= clock_timestamp())
        AND (EXISTS (SELECT FROM purge_changes)
             OR EXISTS (SELECT FROM purge_keys))) AS purge,
    EXISTS (SELECT FROM event_news) OR
--< webhooks/due
    AS hooks
FROM (
--< jobs/due
) due

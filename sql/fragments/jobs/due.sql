-- Whether a schedule's time has come, and when the next one does.
SELECT count(*) FILTER (WHERE scheduled_publish_at <= now()) AS now_due,
       (extract(epoch FROM min(scheduled_publish_at)
           FILTER (WHERE scheduled_publish_at > now())) * 1000000)::bigint
           AS next
FROM posts
WHERE status = 'SCHEDULED'

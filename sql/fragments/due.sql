-- Is a schedule due that nobody has written down yet, and when is the next.
due AS MATERIALIZED (
    SELECT min(scheduled_publish_at) AS at FROM posts
    WHERE status = 'SCHEDULED'
)

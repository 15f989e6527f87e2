-- posts_settle: write down what is due: a scheduled post whose time has come
-- is published, by the user who scheduled it, as of that time. One that
-- another transaction holds is left out, so that nobody keeps a connection
-- while waiting for it. columns: id.
UPDATE posts SET status = 'PUBLISHED', published_at = scheduled_publish_at,
    published_by_id = scheduled_by_id, scheduled_publish_at = NULL,
    scheduled_by_id = NULL
WHERE id = ANY (ARRAY(
    SELECT id FROM posts
    WHERE status = 'SCHEDULED' AND scheduled_publish_at <= now()
    FOR NO KEY UPDATE SKIP LOCKED))
RETURNING id

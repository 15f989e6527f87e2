-- posts_settle: write down what is due: a scheduled post whose time has come
-- is published, by whom scheduled it, as of that time. columns: id.
UPDATE posts SET status = 'PUBLISHED', published_at = scheduled_publish_at,
    published_by_id = scheduled_by_id, scheduled_publish_at = NULL,
    scheduled_by_id = NULL
WHERE status = 'SCHEDULED' AND scheduled_publish_at <= now()
RETURNING id

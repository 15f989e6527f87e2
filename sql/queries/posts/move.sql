-- posts_move: an action changes the status. params: id, version (the row must
-- still have it), status, scheduled_publish_at, editor; part noted: note (what
-- is said about it). columns: id.
WITH moved AS (
UPDATE posts p SET status = :status,
    scheduled_publish_at = CASE WHEN :status = 'SCHEDULED' THEN
        :scheduled_publish_at::timestamptz END,
    scheduled_by_id = CASE WHEN :status = 'SCHEDULED' THEN :editor::bigint END,
    published_at = CASE WHEN :status = 'PUBLISHED' THEN
        coalesce(p.published_at, clock_timestamp()) ELSE p.published_at END,
    published_by_id = CASE WHEN :status = 'PUBLISHED' THEN :editor::bigint
        ELSE p.published_by_id END
WHERE p.id = :id::bigint AND p.version = :version::bigint
RETURNING p.id
)
--? noted
, said AS (
    INSERT INTO post_notes (post_id, author_id, text)
    SELECT id, :editor::bigint, :note FROM moved
)
--.
SELECT id FROM moved

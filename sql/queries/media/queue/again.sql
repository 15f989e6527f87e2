-- Queue the file of a media row again, in the line of its uploader.
-- params: media_id. columns: queued (0: it waits or is at work already). No
-- row: no such media.
WITH target AS (
    SELECT f.id, f.status, f.again, m.uploaded_by_id AS queued_by_id
    FROM media m JOIN media_files f ON f.id = m.file_id
    WHERE m.id = :media_id::bigint
    FOR UPDATE OF f
), done AS (
    UPDATE media_files f
--< media/requeue
    , queued_by_id = t.queued_by_id
    FROM target t
    WHERE f.id = t.id AND t.status IN ('READY', 'FAILED') AND NOT t.again
    RETURNING f.id
)
SELECT (SELECT count(*) FROM done) AS queued
FROM target t

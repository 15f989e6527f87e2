-- A job failed, fenced by its lease. Where another try may help it follows
-- 2, 8, 32 ... seconds later, an hour at most; a READY file that was processed
-- again keeps its old variants and learns of the error alone.
-- params: id, token, error, helps, retries. columns: retry, media_id.
UPDATE media_files f
SET status = CASE WHEN f.again THEN f.status
             WHEN t.retry THEN 'UPLOADED' ELSE 'FAILED' END,
    again = f.again AND t.retry,
    error = CASE WHEN t.retry THEN f.error ELSE :error END,
    attempts = f.attempts + 1,
    not_before = CASE WHEN t.retry
        THEN clock_timestamp()
             + make_interval(secs => least(2 * 4 ^ f.attempts, 3600))
        ELSE f.not_before END,
    lease_token = NULL,
    lease_until = NULL,
    updated_at = clock_timestamp()
FROM (SELECT id, :helps::boolean AND attempts < :retries::integer AS retry
      FROM media_files WHERE id = :id::bigint FOR UPDATE) t
WHERE f.id = t.id AND f.lease_token = :token
RETURNING t.retry,
    (SELECT min(m.id) FROM media m WHERE m.file_id = f.id) AS media_id

-- Take jobs. A lease that ran out belongs to a process that died: that
-- counts as an attempt, so that a file which kills processes ends too.
-- params: count, token, seconds. columns: id, sha256, key, media_type,
-- mime_type, extension, attempts.
WITH due AS (
    SELECT id FROM media_files
    WHERE (status IN ('UPLOADED', 'PROCESSING') OR again)
      AND not_before <= clock_timestamp()
      AND (lease_until IS NULL OR lease_until <= clock_timestamp())
    ORDER BY not_before, id
    LIMIT :count::integer
    FOR UPDATE SKIP LOCKED
)
UPDATE media_files f
SET status = CASE WHEN f.again THEN f.status ELSE 'PROCESSING' END,
    attempts = f.attempts + CASE WHEN f.lease_token IS NULL THEN 0
                            ELSE 1 END,
    lease_token = :token,
    lease_until = clock_timestamp()
                  + make_interval(secs => :seconds::integer),
    updated_at = clock_timestamp()
FROM due
WHERE f.id = due.id
RETURNING f.id, f.sha256, f.key, f.media_type, f.mime_type, f.extension,
          f.attempts

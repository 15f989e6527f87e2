-- talecraftctl reprocess --all: everything that is done or FAILED is queued
-- again; READY files keep their variants meanwhile.
-- columns: queued
WITH done AS (
    UPDATE media_files
    SET status = CASE status WHEN 'FAILED' THEN 'UPLOADED' ELSE status END,
        again = status = 'READY',
        error = NULL,
        attempts = 0,
        not_before = clock_timestamp(),
        lease_token = NULL,
        lease_until = NULL,
        updated_at = clock_timestamp()
    WHERE status IN ('READY', 'FAILED') AND NOT again
    RETURNING id
)
SELECT count(*) AS queued FROM done

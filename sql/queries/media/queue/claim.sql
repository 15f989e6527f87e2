-- Take the next job. The lines of those who have something waiting take
-- turns: who has the fewest jobs at work comes first, then whose last turn was
-- the longest ago. In a line the oldest comes first; a file that is tried
-- again is as old as the time when it may be.
-- Whatever waits, this reads one row of each line and those at work.
-- A lease that ran out belongs to a process that died: that counts as an
-- attempt, so that a file which kills processes ends too.
-- params: token, seconds, without (a line that is passed over; -1: none).
-- columns: id, sha256, key, media_type, mime_type, extension, attempts,
-- queued_by_id. No row: nothing is to be done now.
WITH RECURSIVE line AS (
    (SELECT queued_by_id FROM media_files
     WHERE status IN ('UPLOADED', 'PROCESSING') OR again
     ORDER BY queued_by_id LIMIT 1)
    UNION ALL
    SELECT (SELECT f.queued_by_id FROM media_files f
            WHERE (f.status IN ('UPLOADED', 'PROCESSING') OR f.again)
              AND f.queued_by_id > line.queued_by_id
            ORDER BY f.queued_by_id LIMIT 1)
    FROM line WHERE line.queued_by_id IS NOT NULL
), at_work AS (
    SELECT queued_by_id, count(*) AS jobs FROM media_files
    WHERE lease_token IS NOT NULL AND lease_until > clock_timestamp()
    GROUP BY queued_by_id
), turn AS MATERIALIZED (
    SELECT line.queued_by_id
    FROM line
    LEFT JOIN at_work USING (queued_by_id)
    LEFT JOIN media_turns t USING (queued_by_id)
    WHERE line.queued_by_id IS NOT NULL
      AND line.queued_by_id <> :without::bigint
    ORDER BY coalesce(at_work.jobs, 0), t.claimed_at NULLS FIRST,
             line.queued_by_id
), due AS (
    SELECT first.id
    FROM turn CROSS JOIN LATERAL (
        SELECT f.id FROM media_files f
        WHERE f.queued_by_id = turn.queued_by_id
          AND (f.status IN ('UPLOADED', 'PROCESSING') OR f.again)
          AND f.not_before <= clock_timestamp()
          AND (f.lease_until IS NULL OR f.lease_until <= clock_timestamp())
        ORDER BY f.not_before, f.id
        LIMIT 1
        FOR UPDATE SKIP LOCKED
    ) first
    LIMIT 1
), taken AS (
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
              f.attempts, f.queued_by_id
), noted AS (
    INSERT INTO media_turns AS t (queued_by_id, claimed_at)
    SELECT queued_by_id, clock_timestamp() FROM taken
    ON CONFLICT (queued_by_id) DO UPDATE SET claimed_at = excluded.claimed_at
)
SELECT id, sha256, key, media_type, mime_type, extension, attempts,
       queued_by_id
FROM taken

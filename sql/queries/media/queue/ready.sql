-- The result of a job, fenced by its lease.
-- params: id, token, width, height, duration, variants, video_file,
-- placeholder, error (NULL, or a note that the file is damaged).
UPDATE media_files
SET status = 'READY',
    again = false,
    width = :width::integer,
    height = :height::integer,
    duration = :duration::double precision,
    variants = :variants::jsonb,
    video_file = :video_file,
    placeholder = :placeholder,
    error = :error,
    attempts = 0,
    lease_token = NULL,
    lease_until = NULL,
    updated_at = clock_timestamp()
WHERE id = :id::bigint AND lease_token = :token
RETURNING id

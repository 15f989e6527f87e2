-- Give jobs back as if they had not been claimed.
-- params: tokens (a list with commas).
UPDATE media_files
SET status = CASE WHEN again THEN status ELSE 'UPLOADED' END,
    lease_token = NULL,
    lease_until = NULL,
    updated_at = clock_timestamp()
WHERE lease_token = ANY (string_to_array(:tokens, ','))
RETURNING id

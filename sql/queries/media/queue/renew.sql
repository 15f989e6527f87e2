-- Whoever works keeps the lease.
-- params: tokens (a list with commas), seconds.
UPDATE media_files
SET lease_until = clock_timestamp()
                  + make_interval(secs => :seconds::integer)
WHERE lease_token = ANY (string_to_array(:tokens, ','))
  AND (status IN ('UPLOADED', 'PROCESSING') OR again)
RETURNING id

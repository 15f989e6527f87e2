-- What queues file t again: a FAILED one from the start; a READY one keeps its
-- variants meanwhile.
SET status = CASE t.status WHEN 'FAILED' THEN 'UPLOADED' ELSE t.status END,
    again = t.status = 'READY',
    error = NULL,
    attempts = 0,
    not_before = clock_timestamp(),
    lease_token = NULL,
    lease_until = NULL,
    updated_at = clock_timestamp()

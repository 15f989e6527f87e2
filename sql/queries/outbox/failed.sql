-- A cache did not confirm: nobody tries before that time is over.
-- params: token, milliseconds, error.
UPDATE purge_sender
SET failures = failures + 1,
    error = :error,
    not_before = clock_timestamp()
                 + :milliseconds::bigint * interval '1 millisecond',
    token = NULL,
    token_until = NULL
WHERE token = :token

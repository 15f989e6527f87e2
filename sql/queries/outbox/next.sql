-- What to send next, while this server is the sender; no row: nothing, or it
-- is not. Where everything is to be purged the rest need not be told.
-- params: token, seconds, count. columns: tag, failures.
WITH held AS (
    UPDATE purge_sender
    SET token_until = clock_timestamp()
                      + make_interval(secs => :seconds::integer)
    WHERE token = :token
    RETURNING failures
)
SELECT k.tag, h.failures
FROM held h CROSS JOIN purge_keys k
WHERE k.tag = '*' OR NOT EXISTS (SELECT FROM purge_keys WHERE tag = '*')
ORDER BY k.tag
LIMIT :count::integer

-- Become the sender, or stay it, and put what has changed to what is to be
-- purged, a part at a time.
-- params: token, seconds, count. columns: held, taken, keys (that stood
-- before).
WITH held AS (
    UPDATE purge_sender
    SET token = :token,
        token_until = clock_timestamp()
                      + make_interval(secs => :seconds::integer)
    WHERE not_before <= clock_timestamp()
      AND (token IS NULL OR token = :token
           OR token_until <= clock_timestamp())
    RETURNING id
), taken AS (
    DELETE FROM purge_changes
    WHERE ctid = ANY (ARRAY(SELECT ctid FROM purge_changes
                            LIMIT :count::integer))
      AND EXISTS (SELECT FROM held)
    RETURNING tag
), kept AS (
    INSERT INTO purge_keys (tag) SELECT DISTINCT tag FROM taken
    ON CONFLICT DO NOTHING
)
SELECT (SELECT count(*) FROM held) AS held,
       (SELECT count(*) FROM taken) AS taken,
       (SELECT count(*) FROM purge_keys) AS keys

-- Whether tags are being written down, since a time that is known, and
-- whether there is something that this server may send now. What a
-- transaction changed that began before that time may be in no table;
-- everything is purged once it has ended.
-- params: token. columns: wanted, ready.
SELECT s.wanted_until > clock_timestamp() + interval '12 hours'
       AND s.since < '18446744073709551615' AS wanted,
       s.not_before <= clock_timestamp()
       AND (s.token IS NULL OR s.token = :token
            OR s.token_until <= clock_timestamp())
       AND (s.since < pg_snapshot_xmin(pg_current_snapshot())
            OR s.since >= pg_snapshot_xmax(pg_current_snapshot()))
       AND (EXISTS (SELECT FROM purge_changes)
            OR EXISTS (SELECT FROM purge_keys)) AS ready
FROM purge_sender s

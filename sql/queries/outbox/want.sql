-- Tags are written down for another day. Where they were not until now,
-- nobody knows what has changed: everything is to be purged. Since when they
-- are written down is noted by the next call only: a transaction that began
-- before this one was committed could not see it.
WITH old AS (
    SELECT wanted_until > clock_timestamp() AS known
    FROM purge_sender FOR UPDATE
), everything AS (
    INSERT INTO purge_keys (tag)
    SELECT '*' WHERE NOT EXISTS (SELECT FROM old WHERE known)
    ON CONFLICT DO NOTHING
)
INSERT INTO purge_sender AS s (wanted_until, since)
VALUES (clock_timestamp() + interval '1 day', '18446744073709551615')
ON CONFLICT (id) DO UPDATE
SET wanted_until = excluded.wanted_until,
    since = CASE WHEN s.wanted_until <= clock_timestamp() THEN excluded.since
            WHEN s.since = excluded.since THEN pg_current_xact_id()
            ELSE s.since END

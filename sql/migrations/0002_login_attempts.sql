-- Who has failed to log in too often, counted for all servers of a site. Not
-- logged: the counts of a minute are no loss after a crash, and cost no
-- fsync.
CREATE UNLOGGED TABLE login_attempts (
    key           text PRIMARY KEY, -- an address, or it and a name's hash
    failures      integer NOT NULL DEFAULT 0,
    until         timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- being verified right now; a server that dies over it does not matter
    -- for longer than pending_until
    pending       integer NOT NULL DEFAULT 0,
    pending_until timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX login_attempts_until ON login_attempts (until);

-- May this attempt be verified? 0: yes, and it is pending until login_done;
-- above 0: not for so many seconds; -1: it could be one too many, depending
-- on how those end that are pending.
CREATE FUNCTION login_admit(name_key text, name_limit integer,
                            address_key text, address_limit integer)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz := clock_timestamp();
    wait integer;
    full_up boolean;
BEGIN
    DELETE FROM login_attempts WHERE key IN (
        SELECT a.key FROM login_attempts a
        WHERE a.until < moment - interval '1 hour'
          AND a.pending_until < moment - interval '1 hour'
        LIMIT 20 FOR UPDATE SKIP LOCKED);
    INSERT INTO login_attempts (key)
    SELECT k.key FROM unnest(ARRAY[name_key, address_key]) k (key)
    ORDER BY k.key
    ON CONFLICT (key) DO NOTHING;
    PERFORM FROM login_attempts a WHERE a.key IN (name_key, address_key)
    ORDER BY a.key FOR UPDATE;
    moment := clock_timestamp();
    SELECT max(CASE WHEN a.until > moment AND a.failures >= l.most
                    THEN ceil(extract(epoch FROM a.until - moment))
                    ELSE 0 END),
           bool_or(CASE WHEN a.until > moment THEN a.failures ELSE 0 END
                   + CASE WHEN a.pending_until > moment THEN a.pending
                          ELSE 0 END >= l.most)
    INTO wait, full_up
    FROM login_attempts a
    JOIN (VALUES (name_key, name_limit), (address_key, address_limit))
         l (key, most) ON a.key = l.key;
    IF wait > 0 THEN
        RETURN wait;
    ELSIF full_up THEN
        RETURN -1;
    END IF;
    UPDATE login_attempts a
    SET pending = CASE WHEN a.pending_until > moment THEN a.pending
                       ELSE 0 END + 1,
        pending_until = moment + interval '30 seconds'
    WHERE a.key IN (name_key, address_key);
    RETURN 0;
END $$;

CREATE FUNCTION login_done(name_key text, address_key text, failed boolean)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz;
BEGIN
    PERFORM FROM login_attempts a WHERE a.key IN (name_key, address_key)
    ORDER BY a.key FOR UPDATE;
    moment := clock_timestamp();
    UPDATE login_attempts a
    SET pending = greatest(a.pending - 1, 0),
        failures = CASE WHEN NOT failed THEN a.failures
                        WHEN a.until > moment THEN a.failures + 1
                        ELSE 1 END,
        until = CASE WHEN failed AND a.until <= moment
                     THEN moment + interval '1 minute' ELSE a.until END
    WHERE a.key IN (name_key, address_key);
END $$;

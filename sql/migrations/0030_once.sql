-- Idempotency-Key: what a POST has made, so that a client whose answer was
-- lost can ask again. The key is written by the transaction that makes the
-- row, so neither is ever there without the other; after a day it is any key.
CREATE TABLE once_keys (
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    key     text NOT NULL,
    print   text NOT NULL, -- hash of where it was sent, and of what
    row_id  bigint NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key)
);
CREATE INDEX once_keys_made_at ON once_keys (made_at);

CREATE FUNCTION once_is_kept(made_at timestamptz) RETURNS boolean
LANGUAGE sql STABLE
RETURN made_at > now() - interval '24 hours';

-- Before the row is made: where another transaction makes it, or has just made
-- it, this one ends. place: the table that the row will be in.
CREATE FUNCTION once_begin(caller bigint, place text, given text, print text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT pg_try_advisory_xact_lock(
               hashtextextended('once ' || caller || ' ' || given, 0))
       OR EXISTS (SELECT FROM once_keys k
                  WHERE k.user_id = caller AND k.key = given
                    AND once_is_kept(k.made_at)) THEN
        RAISE EXCEPTION 'the key is in use'
            USING ERRCODE = 'P0001', CONSTRAINT = 'once_keys_used';
    END IF;
    PERFORM set_config('talecraft.once', place, true),
        set_config('talecraft.once_key', given, true),
        set_config('talecraft.once_print', print, true);
END $$;

-- The row has been made; a further one of the same table is no matter of the
-- key's.
CREATE FUNCTION once_made() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('talecraft.once', '', true);
    INSERT INTO once_keys AS k (user_id, key, print, row_id)
    VALUES (current_setting('talecraft.user')::bigint,
            current_setting('talecraft.once_key'),
            current_setting('talecraft.once_print'), NEW.id)
    ON CONFLICT (user_id, key) DO UPDATE
        SET print = excluded.print, row_id = excluded.row_id, made_at = now();
    RETURN NULL;
END $$;

DO $$
DECLARE
    place text;
BEGIN
    FOREACH place IN ARRAY ARRAY['posts', 'post_notes', 'previews',
        'media', 'categories', 'tags', 'ad_placements', 'users', 'tokens',
        'webhooks']
    LOOP
        EXECUTE format(
            'CREATE TRIGGER %I AFTER INSERT ON %I FOR EACH ROW '
            'WHEN (current_setting(''talecraft.once'', true) = %L) '
            'EXECUTE FUNCTION once_made()', place || '_once', place, place);
    END LOOP;
END $$;

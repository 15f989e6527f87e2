-- Logins in the events.

-- The names of the columns in which two rows differ, but those that follow
-- from others, as fields: an id's column loses its ending, and so does a
-- hash's.
CREATE OR REPLACE FUNCTION row_changes(was json, is_now json, silent text[])
RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_agg(regexp_replace(n.key, '_(id|hash)$', '')
                              ORDER BY n.place), '{}')
    FROM json_each_text(is_now) WITH ORDINALITY n (key, value, place)
    JOIN json_each_text(was) o ON o.key = n.key
    WHERE n.value IS DISTINCT FROM o.value
      AND n.key <> ALL (silent || ARRAY['version', 'updated_at'])
$$;

-- A login may put a newer hash of the same password in the old one's place:
-- nobody has changed the user.
CREATE OR REPLACE FUNCTION event_of_row() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    is_now json := CASE WHEN TG_OP = 'DELETE' THEN row_to_json(OLD)
                        ELSE row_to_json(NEW) END;
    changed text[] := '{}';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF acting('action') = 'login' THEN
            RETURN NULL;
        END IF;
        changed := row_changes(row_to_json(OLD), is_now, TG_ARGV[3:]);
        IF changed = '{}' THEN
            RETURN NULL;
        END IF;
    END IF;
    PERFORM event_add(
        CASE TG_OP WHEN 'INSERT' THEN 'create' WHEN 'UPDATE' THEN 'edit'
                   ELSE 'delete' END,
        TG_ARGV[0], (is_now ->> 'id')::bigint, is_now ->> TG_ARGV[1], changed,
        nullif(TG_ARGV[2], ''), NULL, is_now ->> 'slug');
    RETURN NULL;
END $$;

-- Who acts, and what has been done: an append-only table, written by the
-- transaction that it tells of. Audit reads it, and what others are to be told
-- (changes, webhooks) is made from it.

-- What the module said of the one who makes this change
-- (sql/queries/db/acting.sql); NULL and '' where nobody is known.
CREATE FUNCTION acting_user() RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT nullif(nullif(current_setting('talecraft.user', true), ''),
                  '0')::bigint
$$;
CREATE FUNCTION acting(what text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('talecraft.' || what, true), '')
$$;

CREATE TABLE events (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- not references: what has been done outlives who has done it
    user_id     bigint,
    user_name   text,
    address     text NOT NULL DEFAULT '',
    request_id  text NOT NULL DEFAULT '',
    action      text NOT NULL,
    object_type text NOT NULL,
    object_id   bigint,
    label       text NOT NULL DEFAULT '', -- a title or name, as of then
    changed     text[] NOT NULL DEFAULT '{}',
    -- of a post: what the public can see of it has been published, updated or
    -- removed; and its slug and status as of then
    public      text CHECK (public IN ('published', 'updated', 'removed')),
    slug        text,
    status      text
);
CREATE INDEX events_at ON events (at);
CREATE INDEX events_user ON events (user_name, id);
CREATE INDEX events_action ON events (action, id);
CREATE INDEX events_object ON events (object_type, object_id, id);

-- Nothing is changed afterwards, and nothing that is younger than a day goes.
CREATE FUNCTION events_stay() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < clock_timestamp() - interval '1 day' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'events are only ever added'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION events_stay();
CREATE TRIGGER events_stay_all BEFORE TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION events_stay();

-- What others are still to be told of: a row for each such event, which the
-- sender takes away. Writers only add rows, so none waits for another; what
-- stands here has been committed, in whatever order.
CREATE TABLE event_news (
    event_id bigint NOT NULL,
    hook     text -- the name that webhooks give it, NULL: none
) WITH (autovacuum_vacuum_scale_factor = 0,
        autovacuum_vacuum_threshold = 1000);

-- Note what the acting user does. told: the name of a webhook's event.
CREATE FUNCTION event_add(action text, object_type text, object_id bigint,
                          label text, changed text[] DEFAULT '{}',
                          told text DEFAULT NULL, public text DEFAULT NULL,
                          slug text DEFAULT NULL, status text DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    actor bigint := acting_user();
    made bigint;
BEGIN
    INSERT INTO events (user_id, user_name, address, request_id, action,
                        object_type, object_id, label, changed, public, slug,
                        status)
    VALUES (actor, (SELECT u.username FROM users u WHERE u.id = actor),
            acting('address'), acting('request'), action, object_type,
            object_id, left(label, 300), changed, public, slug, status)
    RETURNING id INTO made;
    IF told IS NOT NULL OR public IS NOT NULL THEN
        INSERT INTO event_news (event_id, hook) VALUES (made, told);
    END IF;
END $$;

-- The names of the columns in which two rows differ, but those that follow
-- from others, as fields (an id's column loses its ending).
CREATE FUNCTION row_changes(was json, is_now json, silent text[])
RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_agg(regexp_replace(n.key, '_id$', '')
                              ORDER BY n.place), '{}')
    FROM json_each_text(is_now) WITH ORDINALITY n (key, value, place)
    JOIN json_each_text(was) o ON o.key = n.key
    WHERE n.value IS DISTINCT FROM o.value
      AND n.key <> ALL (silent || ARRAY['version', 'updated_at'])
$$;

-- Rows that are made, changed and deleted, without a way of their own. The
-- arguments: the object's type, the column of its label, the webhook's event
-- or '', and columns that nobody is told of.
CREATE FUNCTION event_of_row() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    is_now json := CASE WHEN TG_OP = 'DELETE' THEN row_to_json(OLD)
                        ELSE row_to_json(NEW) END;
    changed text[] := '{}';
BEGIN
    IF TG_OP = 'UPDATE' THEN
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

CREATE TRIGGER categories_event AFTER INSERT OR UPDATE OR DELETE
    ON categories FOR EACH ROW
    EXECUTE FUNCTION event_of_row('category', 'name', 'category.changed');
CREATE TRIGGER ad_placements_event AFTER INSERT OR UPDATE OR DELETE
    ON ad_placements FOR EACH ROW
    EXECUTE FUNCTION event_of_row('ad_placement', 'name', '');
CREATE TRIGGER media_event AFTER INSERT OR UPDATE OR DELETE
    ON media FOR EACH ROW
    EXECUTE FUNCTION event_of_row('media', 'original_name', '', 'file_id');
-- a login by itself is told by the statement that makes it
CREATE TRIGGER users_event AFTER INSERT OR DELETE OR UPDATE OF
    username, email, first_name, last_name, role, is_active, password_hash
    ON users FOR EACH ROW
    EXECUTE FUNCTION event_of_row('user', 'username', '', 'last_login');
-- of a login's own tokens nobody is told
CREATE TRIGGER tokens_event_create AFTER INSERT ON tokens FOR EACH ROW
    WHEN (NEW.kind = 'api')
    EXECUTE FUNCTION event_of_row('token', 'name', '');
CREATE TRIGGER tokens_event_delete AFTER DELETE ON tokens FOR EACH ROW
    WHEN (OLD.kind = 'api')
    EXECUTE FUNCTION event_of_row('token', 'name', '');

-- A file that has been processed is told for each of its rows.
CREATE FUNCTION media_files_event() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM event_add(lower(NEW.status), 'media', m.id, m.original_name, '{}',
                      'media.' || lower(NEW.status))
    FROM media m WHERE m.file_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER media_files_event AFTER UPDATE OF status ON media_files
    FOR EACH ROW
    WHEN (OLD.status <> NEW.status AND NEW.status IN ('READY', 'FAILED'))
    EXECUTE FUNCTION media_files_event();

-- Tags: the names of what a change makes out of date. Triggers of the tables
-- give them to change_tag(), which notes a tag for the writer that runs the
-- transaction and notifies everybody else on commit.

-- What caches in front of the servers still have to be told: an outbox. The
-- tags of a change are written down in its own transaction, so there is none
-- without its tags and none is told that was rolled back; what is written
-- down stays until a cache has confirmed it.

-- One row where any server purges a cache. Who holds the token sends, for all
-- servers of the site, until token_until.
CREATE TABLE purge_sender (
    id           boolean PRIMARY KEY DEFAULT true CHECK (id),
    -- tags are written down until then; servers put it off again and again
    wanted_until timestamptz NOT NULL,
    -- the transaction since which they are
    since        xid8 NOT NULL,
    token        text,
    token_until  timestamptz,
    not_before   timestamptz NOT NULL DEFAULT '-infinity',
    failures     integer NOT NULL DEFAULT 0, -- one after the other
    error        text
);

-- Writers only add rows, so none waits for another.
CREATE TABLE purge_changes (
    tag text NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0,
        autovacuum_vacuum_threshold = 1000);

-- The sender moves them here, where each stands once; '*' is everything.
CREATE TABLE purge_keys (
    tag text PRIMARY KEY
) WITH (autovacuum_vacuum_scale_factor = 0,
        autovacuum_vacuum_threshold = 1000);

-- A tag goes to the writer, and to all listeners with the name of the change:
-- this transaction, and when it began, since a copy of the database that
-- took over counts its transactions anew. A listener need not repeat what a
-- writer of its own server has done.
--
-- The tags that the writer is to raise grow with each changed row and are
-- copied for each. Above a few hundred it is told of everything, and not of
-- the change's name: so its own server's listener takes the tags that it was
-- not told of (a schedule's time may be among them) from the notifications.
CREATE FUNCTION change_tag(tag text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    everything CONSTANT text := E'*\n';
    noted text := coalesce(current_setting('talecraft.tags', true), '');
    change text := pg_current_xact_id() || '.' ||
        (extract(epoch FROM now()) * 1000000)::bigint;
BEGIN
    IF noted <> everything THEN
        IF noted = '' THEN
            noted := concat('change=', change, E'\n');
        END IF;
        noted := concat(noted, tag, E'\n');
        IF octet_length(noted) > 10000 THEN
            noted := everything;
        END IF;
        PERFORM set_config('talecraft.tags', noted, true);
    END IF;
    PERFORM pg_notify('talecraft', concat(tag, ' ', change));
    IF tag NOT LIKE 'due=%'
       AND EXISTS (SELECT FROM purge_sender WHERE wanted_until > now()) THEN
        INSERT INTO purge_changes VALUES (tag);
    END IF;
END $$;

-- No row trigger runs for TRUNCATE: everything is out of date.
CREATE FUNCTION table_emptied() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM change_tag('*');
    RETURN NULL;
END $$;

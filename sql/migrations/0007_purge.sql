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

CREATE OR REPLACE FUNCTION change_tag(tag text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    noted text := coalesce(current_setting('talecraft.tags', true), '');
    change text := pg_current_xact_id() || '.' ||
        (extract(epoch FROM now()) * 1000000)::bigint;
BEGIN
    IF noted = '' THEN
        noted := concat('change=', change, E'\n');
    END IF;
    PERFORM set_config('talecraft.tags', concat(noted, tag, E'\n'), true);
    PERFORM pg_notify('talecraft', concat(tag, ' ', change));
    IF tag NOT LIKE 'due=%'
       AND EXISTS (SELECT FROM purge_sender WHERE wanted_until > now()) THEN
        INSERT INTO purge_changes VALUES (tag);
    END IF;
END $$;

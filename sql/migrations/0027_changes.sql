-- What the public can see that has changed, in the order of the commits, for
-- GET /changes/.

-- seq is given when the change has been committed already, and by one
-- transaction at a time: whoever has read up to a number has read all below
-- it, whatever commits later. mark tells two changes of one number apart, as a
-- copy of the database that went on by itself has them. The newest row always
-- stays, and the first one is no change: so every cursor names a row.
CREATE TABLE public_changes (
    seq      bigint PRIMARY KEY,
    event_id bigint, -- NULL: no change
    mark     text NOT NULL DEFAULT left(md5(gen_random_uuid()::text), 16)
);
INSERT INTO public_changes (seq) VALUES (0);

-- The oldest news are looked for first.
CREATE INDEX event_news_event ON event_news (event_id);

-- Put what has been committed to where it is told: some at a time, in the
-- order of the events, which for one object is that of the commits, as who
-- writes an object locks it. Gives how many there were. The lock comes first,
-- in a statement of its own: the next one sees what the last holder has done.
CREATE FUNCTION events_tell(most integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    taken bigint[];
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('events_tell', 0));
    WITH gone AS (
        DELETE FROM event_news WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM event_news ORDER BY event_id LIMIT most))
        RETURNING event_id
    )
    SELECT coalesce(array_agg(event_id), '{}') INTO taken FROM gone;
    INSERT INTO public_changes (seq, event_id)
    SELECT (SELECT max(seq) FROM public_changes)
               + row_number() OVER (ORDER BY e.id), e.id
    FROM events e WHERE e.id = ANY (taken) AND e.public IS NOT NULL;
    RETURN cardinality(taken);
END $$;

-- What is older than so many days goes, some at a time. Of the changes all go
-- that are not newer than one of those, so that none is left out in between.
CREATE FUNCTION events_sweep(days integer, most integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    old bigint[] := ARRAY(
        SELECT id FROM events
        WHERE at < now() - days * interval '1 day' ORDER BY at LIMIT most);
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('events_tell', 0));
    DELETE FROM public_changes
    WHERE seq < (SELECT max(seq) FROM public_changes)
      AND seq <= (SELECT max(seq) FROM public_changes
                  WHERE event_id = ANY (old));
    DELETE FROM event_news WHERE event_id = ANY (old);
    DELETE FROM events WHERE id = ANY (old);
END $$;

-- The tags that a transaction's writer is to raise grew with each changed row
-- and were copied for each: of a hundred thousand rows changed at once that
-- took minutes.

-- Above a few hundred tags the writer is told of everything, and not of the
-- change's name: so its own server's listener takes the tags that it was not
-- told of (a schedule's time may be among them) from the notifications.
CREATE OR REPLACE FUNCTION change_tag(tag text) RETURNS void
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

-- The first words on a new session: which database is this, and is its
-- schema the one that this module was built for?
-- params: session, what it is called; it keeps the first name that it is given,
-- so that another one comes back where it is somebody else's too.
-- Part system: left out where the role may not read pg_control_system().
SELECT
    (SELECT max(number)::text FROM schema_migrations) AS version,
    (SELECT oid::text FROM pg_database WHERE datname = current_database())
        AS database,
    --? system
    (SELECT system_identifier::text FROM pg_control_system()) AS system,
    --.
    current_schema()::text AS schema,
    (current_setting('max_connections')::integer
     - current_setting('superuser_reserved_connections')::integer)::text
        AS usable,
    (extract(epoch FROM current_setting('statement_timeout')::interval)
     * 1000)::bigint::text AS statement_timeout,
    set_config('talecraft.session', coalesce(
        nullif(current_setting('talecraft.session', true), ''),
        :session::text), false) AS session,
    -- a statement for one page takes less time than to compile it
    set_config('jit', 'off', false) AS jit

-- Which database this is, for tc_sql_site_id. columns: system, database,
-- schema.
SELECT
    CASE WHEN has_function_privilege('pg_control_system()', 'execute')
         THEN (SELECT system_identifier::text FROM pg_control_system()) END
        AS system,
    (SELECT oid::text FROM pg_database WHERE datname = current_database())
        AS database,
    current_schema()::text AS schema

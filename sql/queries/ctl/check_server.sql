-- talecraftctl check: PostgreSQL itself, and what this role may do.
-- columns: what, count (0 is good), todo.
SELECT 'PostgreSQL is older than 13' AS what,
       (current_setting('server_version_num')::int < 130000)::int::bigint
           AS count,
       'upgrade PostgreSQL' AS todo
UNION ALL
SELECT 'of 100 connections are in use',
       CASE WHEN u.used * 100 > m.most * 80 THEN u.used * 100 / m.most
       ELSE 0 END,
       'raise max_connections, or lower TalecraftDBTotal'
FROM (SELECT count(*) AS used FROM pg_stat_activity
      WHERE datid IS NOT NULL) u,
     (SELECT current_setting('max_connections')::bigint AS most) m
UNION ALL
SELECT 'tables that this role may not read and write',
       (SELECT count(*) FROM pg_class c
        WHERE c.relkind = 'r'
          AND c.relnamespace = current_schema()::regnamespace
          AND NOT (has_table_privilege(c.oid, 'SELECT')
                   AND has_table_privilege(c.oid, 'INSERT'))),
       'make the role of DBDParams the owner of the tables'
UNION ALL
SELECT 'triggers that are turned off',
       (SELECT count(*) FROM pg_trigger t
        JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = current_schema()::regnamespace
          AND t.tgenabled = 'D'),
       'ALTER TABLE ... ENABLE TRIGGER ALL; caches hear of no change without'
UNION ALL
SELECT 'indexes that are not valid',
       (SELECT count(*) FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid
        WHERE c.relnamespace = current_schema()::regnamespace
          AND NOT i.indisvalid),
       'REINDEX them'

-- talecraftctl: the schema's version; fails (42P01) in an empty database.
-- columns: version.
SELECT coalesce(max(number), 0) AS version FROM schema_migrations

-- talecraftctl migrate: what has been applied.
-- columns: number, name, sha256.
SELECT number, name, sha256 FROM schema_migrations ORDER BY number

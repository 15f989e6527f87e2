-- talecraftctl migrate: what has been applied.
-- columns: number, sha256.
SELECT number, sha256 FROM schema_migrations ORDER BY number

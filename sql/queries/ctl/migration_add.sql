-- talecraftctl migrate: in the transaction of the migration itself.
-- params: number, name, sha256.
INSERT INTO schema_migrations (number, name, sha256)
VALUES (:number::integer, :name::text, :sha256::text)

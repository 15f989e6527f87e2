-- talecraftctl migrate: one at a time in a database, until the session ends.
SELECT pg_advisory_lock(hashtextextended('talecraft migrate', 0))

-- One import at a time in a database, until the session ends. columns: alone.
SELECT pg_try_advisory_lock(hashtextextended('talecraft import', 0)) AS alone

-- auth_login: a login that has succeeded.
-- params: id, hash (the one that was verified), new_hash (its replacement, or
-- null). columns: id, told. No row: disabled, gone or another password since.
WITH u AS (
    UPDATE users
    SET last_login = clock_timestamp(),
        password_hash = coalesce(:new_hash::text, password_hash)
    WHERE id = :id::bigint AND is_active AND password_hash = :hash::text
    RETURNING id, username
)
SELECT u.id, event_add('login', 'user', u.id, u.username) AS told FROM u

-- users_create: a new user.
-- params: username, hash; null for the default: email, first_name, last_name,
-- role, is_active. columns: id, version, body.
WITH u AS (
    INSERT INTO users (username, email, first_name, last_name, role,
                       is_active, password_hash)
    VALUES (:username::text, coalesce(:email::text, ''),
            coalesce(:first_name::text, ''), coalesce(:last_name::text, ''),
            coalesce(:role::text, 'WRITER'),
            coalesce(:is_active::boolean, true), :hash::text)
    RETURNING *
)
SELECT u.id, u.version,
--< users/body
       AS body
FROM u

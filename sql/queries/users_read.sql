-- users_read: one user.
-- params: id. columns: version, username, body.
SELECT u.version, u.username,
--< user_body
       AS body
FROM users u
WHERE u.id = :id::bigint

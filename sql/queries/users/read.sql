-- users_read: one user.
-- params: id, files. columns: version, username, body.
SELECT u.version, u.username,
--< users/body
       AS body
FROM users u
WHERE u.id = :id::bigint

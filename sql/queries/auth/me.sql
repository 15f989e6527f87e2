-- auth_me: the caller.
-- params: id, csrf, files. columns: version, body.
SELECT u.version,
--< auth/me
       AS body
FROM users u
WHERE u.id = :id::bigint

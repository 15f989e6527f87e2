-- auth_identify: the caller of a request, by token or else by the name that
-- httpd has authenticated.
-- params: hash (of the token, or null), cookie (the token came as cookie),
-- username (or null). columns: user_id, username, role, token_id (0: by
-- name), read_only, secret (the password's hash), note_use (an API token whose last
-- use was noted more than a minute ago). No row: nobody.
SELECT c.user_id, c.username, c.role, c.token_id, c.read_only, c.secret,
       c.note_use
FROM (
    SELECT 1 AS rank, u.id AS user_id, u.username, u.role,
           t.id AS token_id, t.read_only, u.password_hash AS secret,
           t.kind = 'api'
           AND (t.last_used_at IS NULL
                OR t.last_used_at < clock_timestamp() - interval '1 minute')
               AS note_use
    FROM tokens t JOIN users u ON u.id = t.user_id
    WHERE t.hash = :hash::text
      AND (t.kind = 'cookie') = :cookie::boolean
      AND (t.expires_at IS NULL OR t.expires_at > clock_timestamp())
      AND u.is_active
    UNION ALL
    SELECT 2, u.id, u.username, u.role, 0, false, u.password_hash, false
    FROM users u
    WHERE u.username = :username::text AND u.is_active
) c
ORDER BY c.rank
LIMIT 1

-- users_link: a link for a user, in the place of the one before.
-- params: id, hash. columns: id, username, expires_at. No row: gone, or
-- disabled.
WITH u AS (
    SELECT id, username FROM users
    WHERE id = :id::bigint AND is_active FOR SHARE
), l AS (
    INSERT INTO user_links AS x (user_id, hash) SELECT id, :hash::text FROM u
    ON CONFLICT (user_id) DO UPDATE
        SET hash = excluded.hash, expires_at = excluded.expires_at
    RETURNING x.user_id, x.expires_at
)
SELECT u.id, u.username, iso(l.expires_at) AS expires_at,
    event_add('link', 'user', u.id, u.username, '{}', 'user.link') AS told
FROM l JOIN u ON u.id = l.user_id

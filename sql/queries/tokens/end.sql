-- tokens_end: log out.
-- params: id. columns: told.
WITH t AS (
    DELETE FROM tokens WHERE id = :id::bigint RETURNING user_id
)
SELECT event_add('logout', 'user', u.id, u.username) AS told
FROM t JOIN users u ON u.id = t.user_id

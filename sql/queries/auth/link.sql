-- auth_link: whose link this is.
-- params: hash. columns: id, username. No row: nobody's, or it is over.
SELECT u.id, u.username
FROM user_links l JOIN users u ON u.id = l.user_id
WHERE l.hash = :hash::text AND l.expires_at > clock_timestamp() AND u.is_active

-- talecraftctl export --hashes: users with what they log in by. columns: line.
SELECT row_to_json(t) AS line FROM (
    SELECT id, username, email, first_name, last_name, role, is_active, bio,
           website, avatar_media_id, date_joined, last_login, updated_at,
           password_hash
    FROM users ORDER BY id
) t

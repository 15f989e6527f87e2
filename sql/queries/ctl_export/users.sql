-- talecraftctl export: users. columns: line.
SELECT row_to_json(t) AS line FROM (
    SELECT id, username, email, first_name, last_name, role, is_active, bio,
           website, avatar_media_id, date_joined, last_login, updated_at
    FROM users ORDER BY id
) t

-- talecraftctl token add. params: username, hash, name, read_only, days (null:
-- it never ends). columns: id. No row: no such user, or it is disabled.
INSERT INTO tokens (user_id, hash, kind, name, read_only, expires_at)
SELECT u.id, :hash::text, 'api', :name::text, :read_only::boolean,
    clock_timestamp() + :days::integer * interval '1 day'
FROM users u WHERE u.username = :username::text AND u.is_active
FOR SHARE
RETURNING id

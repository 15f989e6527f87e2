-- talecraftctl user add. No row: the name is taken.
-- params: username, role, password_hash; null for none: email, first_name,
-- last_name. columns: id.
INSERT INTO users (username, role, email, first_name, last_name,
                   password_hash)
VALUES (:username::text, :role::text, coalesce(:email::text, ''),
        coalesce(:first_name::text, ''), coalesce(:last_name::text, ''),
        :password_hash::text)
ON CONFLICT (username) DO NOTHING
RETURNING id

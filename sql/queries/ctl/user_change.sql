-- talecraftctl user role, disable, enable; tokens_revoke must follow where a
-- user is disabled. params: username; null for "as it is": role, active.
-- columns: id. No row: no such user.
WITH changed AS (
    UPDATE users SET role = coalesce(:role::text, role),
        is_active = coalesce(:active::boolean, is_active)
    WHERE username = :username::text
    RETURNING id, is_active
), gone AS (
    DELETE FROM tokens t USING changed c
    WHERE t.user_id = c.id AND NOT c.is_active
)
SELECT c.id FROM changed c

-- auth_user: a user by name, for Require talecraft-role.
-- params: username. columns: id, username, role, is_active, password_hash.
SELECT u.id, u.username, u.role, u.is_active, u.password_hash
FROM users u
WHERE u.username = :username::text

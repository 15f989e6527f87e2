-- talecraftctl user list. columns: those that it prints.
SELECT id, username, role,
    CASE WHEN is_active THEN 'active' ELSE 'disabled' END AS state,
    email, coalesce(iso(last_login), 'never') AS last_login
FROM users ORDER BY id

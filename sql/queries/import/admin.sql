-- Who owns what nobody owns: the first active ADMIN. columns: id.
SELECT id FROM users WHERE role = 'ADMIN' AND is_active ORDER BY id LIMIT 1

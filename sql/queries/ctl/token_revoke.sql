-- talecraftctl token revoke. params: id. columns: id. No row: no such API
-- token.
DELETE FROM tokens WHERE id = :id::bigint AND kind = 'api' RETURNING id

-- talecraftctl token list: API tokens, without what they are. columns: those
-- that it prints. params: username (null: of all users).
SELECT t.id, u.username, t.name, t.read_only,
    coalesce(iso(t.expires_at), 'never') AS expires_at,
    coalesce(iso(t.last_used_at), 'never') AS last_used_at
FROM tokens t JOIN users u ON u.id = t.user_id
WHERE t.kind = 'api'
  AND (:username::text IS NULL OR u.username = :username::text)
ORDER BY t.id

-- tokens_delete: take an API token away from its program.
-- params: id, user_id. columns: id. No row: no such token of this user.
DELETE FROM tokens
WHERE id = :id::bigint AND user_id = :user_id::bigint AND kind = 'api'
RETURNING id

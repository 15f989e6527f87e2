-- auth_password: a user's own new password; all tokens but the one that was
-- used are gone; tokens_revoke must follow.
-- params: id, hash, token_id. columns: id.
WITH changed AS (
    UPDATE users SET password_hash = :hash::text
    WHERE id = :id::bigint
    RETURNING id
), gone AS (
    DELETE FROM tokens t USING changed c
    WHERE t.user_id = c.id AND t.id <> :token_id::bigint
)
SELECT c.id FROM changed c

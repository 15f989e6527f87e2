-- talecraftctl user passwd: a new password; all tokens of the user are
-- gone; tokens_revoke must follow.
-- params: username, password_hash. columns: id. No row: no such user.
WITH changed AS (
    UPDATE users SET password_hash = :password_hash::text
    WHERE username = :username::text
    RETURNING id
), gone AS (
    DELETE FROM tokens t USING changed c WHERE t.user_id = c.id
)
SELECT c.id FROM changed c

-- auth_reset: a new password by a link, which is gone then, as are all tokens
-- of the user; tokens_revoke must follow. Two at once: the second finds none.
-- params: link (its hash), hash (of the password). columns: id. No row: the
-- link is nobody's, or over.
WITH link AS (
    DELETE FROM user_links
    WHERE hash = :link::text AND expires_at > clock_timestamp()
    RETURNING user_id
), changed AS (
    UPDATE users u SET password_hash = :hash::text
    FROM link WHERE u.id = link.user_id AND u.is_active
    RETURNING u.id
), gone AS (
    DELETE FROM tokens t USING changed c WHERE t.user_id = c.id
)
SELECT c.id FROM changed c

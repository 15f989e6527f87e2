-- tokens_create: a token for an active user. API tokens end when they are
-- told to, the others after lifetime seconds. The user's row is locked against
-- a new password and against being disabled: who changes it meanwhile is
-- waited for, and then the password is another one.
-- params: user_id, password_hash (as it was when the caller was looked up),
-- hash, kind, name, read_only, expires_at, lifetime.
-- columns: id, expires_at, body. No row: the user is disabled or gone, or has
-- another password by now.
WITH t AS (
    INSERT INTO tokens (user_id, hash, kind, name, read_only, expires_at)
    SELECT u.id, :hash::text, :kind::text, :name::text, :read_only::boolean,
           CASE WHEN :kind::text = 'api' THEN :expires_at::timestamptz
                ELSE clock_timestamp()
                     + :lifetime::bigint * interval '1 second' END
    FROM users u
    WHERE u.id = :user_id::bigint AND u.is_active
      AND u.password_hash = :password_hash::text
    FOR SHARE
    RETURNING id, name, read_only, expires_at, last_used_at, created_at
)
SELECT t.id, iso(t.expires_at) AS expires_at,
--< tokens/body
       ::text AS body
FROM t

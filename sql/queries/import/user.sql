-- A user, or the one who has that name already. params: id (kept where it is
-- free), username,
-- email, first_name, last_name, role, active, password_hash (null: none fits),
-- joined, last_login (null: not known), bio, website. columns: id, made.
WITH made AS (
    INSERT INTO users (id, username, email, first_name, last_name, role,
                       is_active, password_hash, date_joined, last_login,
                       bio, website)
    SELECT coalesce((SELECT :id::bigint WHERE NOT EXISTS
                     (SELECT FROM users WHERE id = :id::bigint)),
                    nextval(pg_get_serial_sequence('users', 'id'))),
        :username::text, coalesce(:email::text, ''),
        coalesce(:first_name::text, ''), coalesce(:last_name::text, ''),
        :role::text, :active::boolean, coalesce(:password_hash::text, '!' || gen_random_uuid()),
        coalesce(:joined::timestamptz, clock_timestamp()),
        :last_login::timestamptz, coalesce(:bio::text, ''),
        coalesce(:website::text, '')
    WHERE NOT EXISTS (SELECT FROM users WHERE username = :username::text)
    RETURNING id
)
SELECT id, true AS made FROM made
UNION ALL
SELECT id, false FROM users WHERE username = :username::text

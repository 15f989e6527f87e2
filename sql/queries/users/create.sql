-- users_create: a new user.
-- params: username, hash; null for the default: email, first_name, last_name,
-- role, is_active, bio, website, avatar_media. Without a hash no password fits:
-- what stands there is no hash, and nobody knows it. files. columns: id, version, body.
WITH u AS (
    INSERT INTO users (username, email, first_name, last_name, role,
                       is_active, bio, website, avatar_media_id,
                       password_hash)
    VALUES (:username::text, coalesce(:email::text, ''),
            coalesce(:first_name::text, ''), coalesce(:last_name::text, ''),
            coalesce(:role::text, 'WRITER'),
            coalesce(:is_active::boolean, true), coalesce(:bio::text, ''),
            coalesce(:website::text, ''), :avatar_media::bigint,
            coalesce(:hash::text, '!' || gen_random_uuid()))
    RETURNING *
)
SELECT u.id, u.version,
--< users/body
       AS body
FROM u

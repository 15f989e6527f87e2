-- users_update: change a user. Only columns that were sent stand in the
-- statement: the triggers look at which those are. A new password ends all
-- tokens of the user but the one that the caller uses, and who is disabled has
-- none; tokens_revoke must follow.
-- params: id, version (null: any), username, email, first_name, last_name,
-- role, is_active, bio, website, avatar_media, hash, token_id, files. columns: version, body. No row: gone, or
-- another version.
WITH u AS (
    UPDATE users AS x SET
--@ set
--? set:username
    username = :username::text
--.
--? set:email
    email = :email::text
--.
--? set:first_name
    first_name = :first_name::text
--.
--? set:last_name
    last_name = :last_name::text
--.
--? set:role
    role = :role::text
--.
--? set:is_active
    is_active = :is_active::boolean
--.
--? set:bio
    bio = :bio::text
--.
--? set:website
    website = :website::text
--.
--? set:avatar_media
    avatar_media_id = :avatar_media::bigint
--.
--? set:nothing
    email = x.email
--.
--? set:password
    password_hash = :hash::text
--.
    WHERE x.id = :id::bigint
      AND (:version::bigint IS NULL OR x.version = :version::bigint)
    RETURNING x.*
)
, gone AS (
    DELETE FROM tokens t USING u
    WHERE t.user_id = u.id
      AND (NOT u.is_active
--? password
           OR t.id <> :token_id::bigint
--.
      )
)
SELECT u.version,
--< users/body
       AS body
FROM u

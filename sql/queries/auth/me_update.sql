-- auth_me_update: what users may change of themselves. Only columns that were
-- sent stand in the statement: the triggers look at which those are.
-- params: id, version (null: any), csrf, email, first_name, last_name, bio,
-- website, avatar_media, files.
-- columns: version, body. No row: gone, or another version.
WITH u AS (
    UPDATE users AS x SET
--@ set
--? set:email
    email = :email::text
--.
--? set:first_name
    first_name = :first_name::text
--.
--? set:last_name
    last_name = :last_name::text
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
    WHERE x.id = :id::bigint
      AND (:version::bigint IS NULL OR x.version = :version::bigint)
    RETURNING x.*
)
SELECT u.version,
--< auth/me
       AS body
FROM u

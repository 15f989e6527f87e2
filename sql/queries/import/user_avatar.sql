-- The picture of a user who has none. params: id, media.
UPDATE users SET avatar_media_id = :media::bigint
WHERE id = :id::bigint AND avatar_media_id IS NULL

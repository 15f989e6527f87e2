-- trash_read: a post in the trash, to be had back. params: id, caller.
-- columns: id, author_id, content, media (ids of its fields, comma-separated;
-- empty ones are left out); no row where there is none, or another's.
SELECT t.id, t.author_id, t.post ->> 'content' AS content,
    concat_ws(',', t.post ->> 'featured_media_id',
        t.post ->> 'thumbnail_media_id', t.post ->> 'og_media_id') AS media
FROM post_trash t
WHERE t.id = :id::bigint
--? public
AND t.author_id = :caller::bigint
--.

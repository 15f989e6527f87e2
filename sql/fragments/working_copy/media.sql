-- The media that a copy mentions, of those that exist (CTE w: the copy).
-- params: media (ids), positions (as many, or NULL).
gone AS (
    DELETE FROM working_copy_media m USING w
    WHERE m.post_id = w.post_id AND m.media_id <> ALL (:media::bigint[])
), held AS MATERIALIZED (
    SELECT m.id FROM media m
    WHERE m.id = ANY (:media::bigint[]) FOR KEY SHARE
), mentioned AS (
    INSERT INTO working_copy_media AS o (post_id, media_id, position)
    SELECT w.post_id, held.id, u.position
    FROM w, unnest(:media::bigint[], :positions::integer[])
         u (id, position) JOIN held USING (id)
    ON CONFLICT (post_id, media_id) DO UPDATE SET position = excluded.position
    WHERE o.position IS DISTINCT FROM excluded.position
)

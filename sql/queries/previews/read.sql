-- previews_read: a post with fields put over it. params: id, data (JSON object
-- by column), content (boolean: the blocks are those of the working copy),
-- tags (as tags_of takes them; NULL: the post's), files, hidden. columns: body.
WITH shown_media AS MATERIALIZED (
    SELECT post_id, media_id, position FROM post_media
    WHERE post_id = :id::bigint AND NOT :content::boolean
    UNION ALL
    SELECT post_id, media_id, position FROM working_copy_media
    WHERE post_id = :id::bigint AND :content::boolean
)
SELECT row_to_json(o)::text AS body
FROM posts q, json_populate_record(q, :data::json) p, LATERAL (
--< posts/body media=shown_media tags=tags_shown(:tags::json,p.tag_ids)
--? author_profile
    , (SELECT row_to_json(a) FROM users u, LATERAL (
--< users/author
    ) a WHERE u.id = p.author_id) AS author_profile
--.
) o
WHERE q.id = :id::bigint

-- posts_read: a post's detail, by id or slug.
-- params: id or slug, caller (id of a WRITER), files. columns: due, next_due,
-- id, version, no_index, body, tags; id is NULL where there is none.
WITH
--< due
SELECT
--< due_columns
    , x.*
FROM due LEFT JOIN (
    SELECT p.id, p.version, p.no_index, row_to_json(o)::text AS body,
        concat_ws(E'\n', 'post/' || p.id, 'user/' || p.author_id,
            'user/' || p.published_by_id, 'user/' || p.last_edited_by_id,
            'category/' || p.category_id,
            (SELECT string_agg('media/' || pm.media_id, E'\n')
             FROM post_media pm WHERE pm.post_id = p.id)) AS tags
    FROM posts p, LATERAL (
--< posts/body
    ) o
    WHERE true
--? id
    AND p.id = :id::bigint
--.
--? slug
    AND p.slug = :slug
--.
--? public
    AND p.status = 'PUBLISHED'
--.
--? own
    AND (p.status = 'PUBLISHED' OR p.author_id = :caller::bigint)
--.
) x ON true

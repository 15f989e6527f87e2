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
            'category/' || p.category_id,
--< tags/shown
            ,
--? author_profile
            'author/' || p.author_id,
--.
--< posts/detail_tags
            ) AS tags
    FROM posts p, LATERAL (
--< posts/body media=post_media tags=tags_in(p.tag_ids)
--? author_profile
    , (SELECT row_to_json(a) FROM users u, LATERAL (
--< users/author
    ) a WHERE u.id = p.author_id) AS author_profile
--.
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

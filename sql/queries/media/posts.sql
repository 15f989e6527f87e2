-- media_posts: the posts that mention a media row. params: id, caller.
-- columns: due, next_due, posts (JSON array of ids).
WITH
--< due
SELECT
--< due_columns
    , (SELECT coalesce('[' || string_agg(p.id::text, ',' ORDER BY p.id) || ']',
                       '[]')
       FROM posts p JOIN post_media pm ON pm.post_id = p.id
       WHERE pm.media_id = :id::bigint
--? own
       AND (p.status = 'PUBLISHED' OR p.author_id = :caller::bigint)
--.
    ) AS posts

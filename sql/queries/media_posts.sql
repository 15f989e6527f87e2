-- media_posts: the posts that mention a media row. params: id, caller.
-- columns: posts (JSON array of ids).
SELECT coalesce('[' || string_agg(p.id::text, ',' ORDER BY p.id) || ']',
                '[]') AS posts
FROM posts p JOIN post_media pm ON pm.post_id = p.id
WHERE pm.media_id = :id::bigint
--? own
AND (p.status = 'PUBLISHED' OR p.author_id = :caller::bigint)
--.

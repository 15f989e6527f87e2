-- media_posts: the posts that mention a media row, or whose working copy does.
-- params: id, caller. columns: due, next_due, posts (JSON array of ids).
WITH
--< due
SELECT
--< due_columns
    , (SELECT coalesce('[' || string_agg(p.id::text, ',' ORDER BY p.id) || ']',
                       '[]')
       FROM posts p
       WHERE p.id IN (
           SELECT post_id FROM post_media WHERE media_id = :id::bigint
           UNION ALL
           SELECT post_id FROM working_copy_media WHERE media_id = :id::bigint)
--? own
       AND (p.status = 'PUBLISHED' OR p.author_id = :caller::bigint)
--.
    ) AS posts

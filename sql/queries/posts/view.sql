-- posts_view: one more view of a post that the public sees. params: id.
-- columns: id.
UPDATE post_views SET view_count = view_count + 1
WHERE id = :id::bigint AND status = 'PUBLISHED' RETURNING id

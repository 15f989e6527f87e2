-- posts_delete: into the trash. params: id, version (the row must still have
-- it), days (that it is kept, 0: gone for good), caller. columns: id.
WITH gone AS (
    DELETE FROM posts WHERE id = :id::bigint AND version = :version::bigint
    RETURNING *
), kept AS (
    INSERT INTO post_trash (id, title, author_id, status, deleted_by_id, post,
                            view_count, old_slugs)
    SELECT g.id, g.title, g.author_id, g.status, :caller::bigint,
        row_to_json(g),
        coalesce((SELECT v.view_count FROM post_views v WHERE v.id = g.id), 0),
        ARRAY(SELECT h.slug FROM slug_history h WHERE h.post_id = g.id)
    FROM gone g WHERE :days::integer > 0
)
SELECT id FROM gone

-- notes_create: params: post, author, text, block, parent (NULL: none; an
-- answer to an answer belongs to the first), most (notes of a post). columns:
-- id (NULL: it has that many), version, body; no row where the post or that
-- note has gone.
WITH p AS MATERIALIZED (
    SELECT p.id, (SELECT count(*) FROM post_notes o
                  WHERE o.post_id = p.id) < :most::bigint AS has_room
    FROM posts p
    WHERE p.id = :post::bigint
      AND (:parent::bigint IS NULL OR EXISTS (
          SELECT FROM post_notes f WHERE f.id = :parent::bigint))
    FOR KEY SHARE OF p
), n AS (
    INSERT INTO post_notes (post_id, author_id, text, block, parent_id)
    SELECT p.id, :author::bigint, :text, :block::text,
        (SELECT coalesce(f.parent_id, f.id) FROM post_notes f
         WHERE f.id = :parent::bigint)
    FROM p WHERE p.has_room
    RETURNING *
)
SELECT n.id, n.version,
--< notes/item
    AS body
FROM p LEFT JOIN n ON true

-- notes_create: params: post, author, text, block, parent (NULL: none; an
-- answer to an answer belongs to the first). columns: id, version, body; no
-- row where the post or that note has gone.
WITH n AS (
    INSERT INTO post_notes (post_id, author_id, text, block, parent_id)
    SELECT p.id, :author::bigint, :text, :block::text,
        (SELECT coalesce(f.parent_id, f.id) FROM post_notes f
         WHERE f.id = :parent::bigint)
    FROM posts p
    WHERE p.id = :post::bigint
      AND (:parent::bigint IS NULL OR EXISTS (
          SELECT FROM post_notes f WHERE f.id = :parent::bigint))
    FOR KEY SHARE
    RETURNING *
)
SELECT n.id, n.version,
--< notes/item
    AS body
FROM n

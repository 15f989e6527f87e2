-- posts_old_slug: where a slug that a post had leads now, if the caller may
-- see it. params: slug, caller. columns: due, next_due, slug.
WITH
--< due
SELECT
--< due_columns
    , (SELECT p.slug FROM slug_history h JOIN posts p ON p.id = h.post_id
       WHERE h.slug = :slug
--? public
       AND p.status = 'PUBLISHED'
--.
--? own
       AND (p.status = 'PUBLISHED' OR p.author_id = :caller::bigint)
--.
    ) AS slug

-- previews_find: what a token leads to. params: hash. columns: due, next_due,
-- post_id (NULL: nothing), fields (of the working copy, NULL: none).
WITH
--< due
SELECT
--< due_columns
    , x.*
FROM due LEFT JOIN (
    SELECT v.post_id, w.fields::text AS fields
    FROM previews v
    JOIN users u ON u.id = v.author_id AND u.is_active
    LEFT JOIN working_copies w USING (post_id)
    WHERE v.hash = :hash AND v.expires_at > now()) x ON true

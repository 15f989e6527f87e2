-- notes_list: the notes of a post, oldest first. params: post, resolved.
-- columns: body.
SELECT coalesce('[' || string_agg(
--< notes/item
    , ',' ORDER BY n.id) || ']', '[]') AS body
FROM post_notes n
WHERE n.post_id = :post::bigint
--? resolved
AND n.resolved = :resolved::boolean
--.

-- notes_read: a note of a post. params: post, note. columns: id, version,
-- author_id, text, block, body.
SELECT n.id, n.version, n.author_id, n.text, n.block,
--< notes/item
    AS body
FROM post_notes n
WHERE n.id = :note::bigint AND n.post_id = :post::bigint

-- trash_purge: what has been in the trash for longer than it is kept, some at
-- a time. params: days. columns: id.
DELETE FROM post_trash WHERE id = ANY (ARRAY(
    SELECT id FROM post_trash
    WHERE deleted_at < now() - make_interval(days => :days::integer)
    ORDER BY deleted_at LIMIT 500 FOR UPDATE SKIP LOCKED))
RETURNING id

-- trash_delete: a post in the trash goes for good. params: id. columns: id.
DELETE FROM post_trash WHERE id = :id::bigint RETURNING id

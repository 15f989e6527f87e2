-- authors_read: a user with public posts. params: username, files.
-- columns: due, next_due, id, version, body, tags; id is NULL where there is
-- none.
WITH
--< due
SELECT
--< due_columns
    , x.*
FROM due LEFT JOIN (
    SELECT u.id, u.version,
--< users/author_item
        AS body, 'author/' || u.id AS tags
    FROM users u
    WHERE u.username = :username
      AND (SELECT sum(n) > 0 FROM post_counts
           WHERE category_id = -1 AND author_id = u.id
             AND status = 'PUBLISHED')
) x ON true

-- talecraftctl stats: what there is, and what waits. columns: name, value.
SELECT name, value FROM (VALUES
    (1, 'database_bytes', pg_database_size(current_database())),
    (2, 'posts', (SELECT sum(n) FROM post_counts
                  WHERE category_id = -1 AND author_id = -1)),
    (3, 'posts_published', (SELECT sum(n) FROM post_counts
                  WHERE category_id = -1 AND author_id = -1
                    AND status = 'PUBLISHED')),
    (4, 'posts_scheduled', (SELECT sum(n) FROM post_counts
                  WHERE category_id = -1 AND author_id = -1
                    AND status = 'SCHEDULED')),
    (5, 'posts_in_trash', (SELECT count(*) FROM post_trash)),
    (6, 'revisions', (SELECT count(*) FROM post_revisions)),
    (7, 'working_copies', (SELECT count(*) FROM working_copies)),
    (8, 'media', (SELECT count(*) FROM media)),
    (9, 'media_bytes', (SELECT sum(size) FROM media_files)),
    (10, 'media_waiting', (SELECT count(*) FROM media_files
                  WHERE status IN ('UPLOADED', 'PROCESSING'))),
    (11, 'media_failed', (SELECT count(*) FROM media_files
                  WHERE status = 'FAILED')),
    (12, 'users_active', (SELECT count(*) FROM users WHERE is_active)),
    (13, 'tokens', (SELECT count(*) FROM tokens WHERE kind = 'api')),
    (14, 'events', (SELECT count(*) FROM events)),
    (15, 'deliveries_waiting', (SELECT count(*) FROM webhook_deliveries
                  WHERE status = 'waiting'))
) v (number, name, value)
ORDER BY number

-- talecraftctl check: how much of everything. columns: what, count.
SELECT 'users' AS what, count(*) AS count FROM users
UNION ALL
SELECT 'active administrators', count(*) FROM users
WHERE role = 'ADMIN' AND is_active
UNION ALL
SELECT 'tokens', count(*) FROM tokens
UNION ALL
SELECT 'posts', count(*) FROM posts
UNION ALL
SELECT 'published posts', count(*) FROM posts WHERE status = 'PUBLISHED'
UNION ALL
SELECT 'posts that are due', count(*) FROM posts
WHERE status = 'SCHEDULED' AND scheduled_publish_at <= clock_timestamp()
UNION ALL
SELECT 'categories', count(*) FROM categories
UNION ALL
SELECT 'ad placements', count(*) FROM ad_placements
UNION ALL
SELECT 'media', count(*) FROM media
UNION ALL
SELECT 'media files', count(*) FROM media_files
UNION ALL
SELECT 'media files waiting', count(*) FROM media_files
WHERE status IN ('UPLOADED', 'PROCESSING')
UNION ALL
SELECT 'media files failed', count(*) FROM media_files
WHERE status = 'FAILED'
UNION ALL
SELECT 'media files nobody uses', count(*) FROM media_files f
WHERE NOT EXISTS (SELECT FROM media m WHERE m.file_id = f.id)

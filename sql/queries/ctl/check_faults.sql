-- talecraftctl check: what cannot be.
-- columns: what, count (0 is good), todo.
SELECT 'no active administrator' AS what,
    (SELECT 1 - least(count(*), 1) FROM users
     WHERE role = 'ADMIN' AND is_active) AS count,
    'talecraftctl user add NAME --role ADMIN' AS todo
UNION ALL
SELECT 'media in a field of a post but not in post_media',
    (SELECT count(*)
     FROM posts p
     CROSS JOIN LATERAL (VALUES (p.featured_media_id),
                                (p.thumbnail_media_id),
                                (p.og_media_id)) AS f (media_id)
     WHERE f.media_id IS NOT NULL
       AND NOT EXISTS (SELECT FROM post_media pm
                       WHERE pm.post_id = p.id
                         AND pm.media_id = f.media_id)),
    'save these posts again'
UNION ALL
SELECT 'posts without a row in post_search or post_views',
    (SELECT count(*) FROM posts p
     WHERE NOT EXISTS (SELECT FROM post_search s WHERE s.id = p.id)
        OR NOT EXISTS (SELECT FROM post_views v WHERE v.id = p.id)),
    'save these posts again; were triggers turned off?'
UNION ALL
SELECT 'images that are READY without variants',
    (SELECT count(*) FROM media_files
     WHERE status = 'READY' AND media_type = 'IMAGE'
       AND (variants = '[]' OR width IS NULL OR height IS NULL)),
    'talecraftctl reprocess --all'
UNION ALL
SELECT 'categories that are below themselves',
    (WITH RECURSIVE up (id, parent_id) AS (
         SELECT id, parent_id FROM categories WHERE parent_id IS NOT NULL
         UNION
         SELECT u.id, c.parent_id
         FROM up u
         JOIN categories c ON c.id = u.parent_id
         WHERE c.parent_id IS NOT NULL AND u.parent_id <> u.id
     )
     SELECT count(DISTINCT id) FROM up WHERE id = parent_id),
    'give one of them another parent'

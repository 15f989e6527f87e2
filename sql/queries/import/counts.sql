-- How much there is. columns: name, value.
SELECT name, value FROM (VALUES
    (1, 'users', (SELECT count(*) FROM users)),
    (2, 'categories', (SELECT count(*) FROM categories)),
    (3, 'tags', (SELECT count(*) FROM tags)),
    (4, 'media', (SELECT count(*) FROM media)),
    (5, 'posts', (SELECT count(*) FROM posts)),
    (6, 'ad placements', (SELECT count(*) FROM ad_placements))
) v (number, name, value)
ORDER BY number

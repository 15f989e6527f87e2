-- Categories with the number of posts that the public sees in them.
(SELECT k.*, (SELECT count(*) FROM posts p WHERE p.category_id = k.id
              AND p.status = 'PUBLISHED') AS post_count
 FROM categories k)

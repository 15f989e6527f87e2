-- Categories with the number of posts that the public sees in them.
(SELECT k.*, (SELECT coalesce(sum(n), 0)::bigint FROM post_counts
              WHERE category_id = k.id AND author_id = -1
                AND status = 'PUBLISHED') AS post_count
 FROM categories k)

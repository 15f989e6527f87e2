-- How many posts with tag t the public sees.
(SELECT coalesce(sum(n), 0)::bigint FROM tag_counts
 WHERE tag_id = t.id AND category_id = -1 AND author_id = -1
   AND status = 'PUBLISHED')

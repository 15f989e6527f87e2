-- The filters, and the newest 5,000. p: post_search.
--< posts/members
--< posts/times
--< posts/among
--< posts/with_tags
--? updated_after
AND (SELECT s.updated_at FROM posts s WHERE s.id = p.id)
    > (SELECT :updated_after::timestamptz)
--.
--? updated_before
AND (SELECT s.updated_at FROM posts s WHERE s.id = p.id)
    < (SELECT :updated_before::timestamptz)
--.
ORDER BY p.listed_at DESC, p.created_at DESC, p.id DESC
LIMIT 5000

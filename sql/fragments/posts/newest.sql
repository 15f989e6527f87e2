-- The filters, and the newest 5,000. p: post_search.
--< posts/filters
ORDER BY p.listed_at DESC, p.created_at DESC, p.id DESC
LIMIT 5000

-- Filters by time; a post that was never published has none. p: posts or
-- post_search.
--? published_after
AND p.listed_at > (SELECT :published_after::timestamptz) AND p.listed_at < 'infinity'
--.
--? published_before
AND p.listed_at < (SELECT :published_before::timestamptz)
--.

-- Filters by the time of the last change. p: posts.
--? updated_after
AND p.updated_at > (SELECT :updated_after::timestamptz)
--.
--? updated_before
AND p.updated_at < (SELECT :updated_before::timestamptz)
--.

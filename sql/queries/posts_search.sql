-- posts_search: a page of the posts that match words, among the 5,000 newest
-- that do. params: as posts_list, and words (a tsquery).
-- columns: due, next_due, count, results, tags.
WITH
--< due
,
found AS MATERIALIZED (
    SELECT p.id, ts_rank(p.search, to_tsquery('simple', :words)) AS rank
    FROM posts p
    WHERE p.search @@ to_tsquery('simple', :words)
--< posts_filters
    ORDER BY p.published_at DESC, p.created_at DESC, p.id DESC
    LIMIT 5000
),
total AS MATERIALIZED (SELECT count(*) AS n FROM found),
page AS MATERIALIZED (
    SELECT u.id, u.n FROM unnest(ARRAY(
        SELECT p.id FROM found JOIN posts p USING (id)
        ORDER BY
--@ order
--< page_offset
    )) WITH ORDINALITY u (id, n)
),
--< posts_page

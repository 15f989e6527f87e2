-- posts_search: a page of the posts that match words, among the 5,000 newest
-- that do. params: as posts_list, and words (a tsquery).
-- columns: due, next_due, count, results, tags.
--
-- Of a common word the index of words would give a great part of all posts.
-- The newest hundred posts tell how common the words are. Where they are, the
-- posts are looked through newest first (`newest`), so far as 5,000 matches
-- can be expected, and half as far again; where they are not, or that was not
-- far enough, the index is asked (`indexed`).
WITH
--< due
,
wanted AS MATERIALIZED (SELECT to_tsquery('simple', :words) AS words),
sample AS MATERIALIZED (
    SELECT greatest(count(*), 1) AS size,
        count(*) FILTER (WHERE ts_match_vq(
            (SELECT s.search FROM post_search s WHERE s.id = p.id),
            (SELECT words FROM wanted))) AS hits
    FROM (
        SELECT p.id FROM posts p WHERE true
--< posts_filters
        ORDER BY p.listed_at DESC, p.created_at DESC, p.id DESC
        LIMIT 100
    ) p
),
-- A row that is looked at costs about eight times as much as one that the
-- index gives.
reach AS MATERIALIZED (
    SELECT CASE WHEN hits * hits * kept > 40000 * size * size
                THEN 7500 * size / hits ELSE 0 END AS far
    FROM (SELECT hits, size,
--< posts_kept
        AS kept FROM sample) s
),
newest AS MATERIALIZED (
    SELECT p.id, p.listed_at, p.created_at, ts_match_vq(
        (SELECT s.search FROM post_search s WHERE s.id = p.id),
        (SELECT words FROM wanted)) AS hit
    FROM (
        SELECT p.id, p.listed_at, p.created_at FROM posts p
        WHERE (SELECT far > 0 FROM reach)
--< posts_filters
        ORDER BY p.listed_at DESC, p.created_at DESC, p.id DESC
        LIMIT (SELECT far FROM reach)
    ) p
),
enough AS MATERIALIZED (
    SELECT far > 0 AND (seen.hits >= 5000 OR seen.rows < far) AS yes
    FROM reach, (SELECT count(*) FILTER (WHERE hit) AS hits, count(*) AS rows
                 FROM newest) seen
),
indexed AS MATERIALIZED (
    SELECT p.id, p.listed_at, p.created_at FROM post_search p
    WHERE NOT (SELECT yes FROM enough)
      AND p.search @@ (SELECT words FROM wanted)
--< posts_filters
    OFFSET 0
),
found AS MATERIALIZED (
    SELECT id, listed_at, created_at FROM (
        SELECT id, listed_at, created_at FROM newest
        WHERE (SELECT yes FROM enough) AND hit
        UNION ALL
        SELECT id, listed_at, created_at FROM indexed) f
    ORDER BY listed_at DESC, created_at DESC, id DESC
    LIMIT 5000
),
total AS MATERIALIZED (SELECT count(*) AS n FROM found),
page AS MATERIALIZED (
    SELECT u.id, u.n FROM unnest(ARRAY(
        SELECT p.id FROM (
            SELECT f.id, f.listed_at, f.created_at,
                (SELECT updated_at FROM posts WHERE id = f.id) AS updated_at,
                (SELECT title FROM posts WHERE id = f.id) AS title,
                (SELECT view_count FROM posts WHERE id = f.id) AS view_count,
                (SELECT ts_rank(search, (SELECT words FROM wanted))
                 FROM post_search WHERE id = f.id) AS rank
            FROM found f) p
        ORDER BY
--@ order
--< page_offset
    )) WITH ORDINALITY u (id, n)
),
--< posts_page

-- posts_search: a page of the posts that match words, among the 5,000 newest
-- that do. params: as posts_list, and words (a tsquery).
-- columns: due, next_due, count, results, tags.
--
-- Of a common word the index of words would give a great part of all posts.
-- The newest hundred posts tell how common the words are, and so how far down
-- 5,000 matches can be expected. Where that, and half as far again, is less
-- work than all that the index has, only that stretch is searched: through
-- the index where its posts were made one after the other (`near`), else one
-- by one (`seen`). Otherwise, or if the stretch was too short, the index is
-- asked for everything (`indexed`).
WITH
--< due
,
wanted AS MATERIALIZED (
    SELECT words, words::text LIKE '%<%>%' AS phrases
    FROM to_tsquery('simple', :words) words
),
sample AS MATERIALIZED (
    SELECT greatest(count(*), 1)::float AS size,
        greatest(count(*) FILTER (WHERE ts_match_vq(
            (SELECT s.search FROM post_search s WHERE s.id = p.id),
            (SELECT words FROM wanted))), 0.5)::float AS hits
    FROM (
        SELECT p.id FROM posts p WHERE true
--< posts_filters
        ORDER BY p.listed_at DESC, p.created_at DESC, p.id DESC
        LIMIT 100
    ) p
),
-- Rows to be read, as the weights of the ways: a row of the stretch 1 (a
-- seventh of a microsecond), a match that the index gives 3, a post that is
-- searched by itself 40.
reach AS MATERIALIZED (
    SELECT share, everywhere,
        CASE WHEN far + 3 * 7500 < everywhere THEN far ELSE 0 END AS far
    FROM (
        SELECT hits / size AS share, least(7500 * size / hits,
--< posts_kept
            + 1)::bigint AS far,
            3 * hits / size * (
                SELECT sum(n) FROM post_counts
                WHERE category_id = -1 AND author_id = -1) AS everywhere
        FROM sample) s
),
-- Arrays are thought to be short: a guess at the size of the stretch would
-- make the whole statement look dear enough to be compiled.
stretch AS MATERIALIZED (
    SELECT ids, cardinality(ids) AS size FROM (
        SELECT ARRAY(
            SELECT p.id FROM posts p WHERE (SELECT far > 0 FROM reach)
--< posts_filters
            ORDER BY p.listed_at DESC, p.created_at DESC, p.id DESC
            LIMIT (SELECT far FROM reach)) AS ids) s
),
blocks AS MATERIALIZED (
    SELECT count(*) AS count, array_agg(block) AS blocks FROM (
        SELECT DISTINCT post_block(id) AS block FROM stretch, unnest(ids) id
    ) b
),
way AS MATERIALIZED (
    SELECT CASE WHEN far = 0 THEN 'all'
                WHEN 3 * 8192 * count * share < 40 * size THEN 'near'
                WHEN 40 * size < everywhere THEN 'each'
                ELSE 'all' END AS name
    FROM reach, stretch, blocks
),
-- Some blocks at a time: a match costs the more, the more ways there are in
-- which it could have been one.
near AS MATERIALIZED (
    SELECT p.id, p.listed_at, p.created_at
    FROM unnest(ARRAY(
        SELECT post_block_query(words, array_agg(block))
        FROM wanted, blocks, unnest(blocks) block
        WHERE (SELECT name = 'near' FROM way)
        GROUP BY words, block / 16)) q (words)
    JOIN post_search p ON post_block_words(p.id, p.search) @@ q.words
    CROSS JOIN (
        SELECT listed_at, created_at, id FROM posts
        WHERE id = (SELECT ids[size] FROM stretch)
    ) edge
    WHERE (NOT (SELECT phrases FROM wanted)
           OR ts_match_vq(p.search, (SELECT words FROM wanted)))
      AND (p.listed_at, p.created_at, p.id) >=
          (edge.listed_at, edge.created_at, edge.id)
--< posts_filters
),
seen AS MATERIALIZED (
    SELECT p.id, p.listed_at, p.created_at
    FROM unnest((SELECT ids FROM stretch, way WHERE name = 'each')) u (id)
    JOIN post_search p USING (id)
    WHERE ts_match_vq(p.search, (SELECT words FROM wanted))
),
enough AS MATERIALIZED (
    SELECT name <> 'all' AND (size < far OR 5000 <=
        (SELECT count(*) FROM near) + (SELECT count(*) FROM seen)) AS yes
    FROM reach, stretch, way
),
indexed AS MATERIALIZED (
    SELECT p.id, p.listed_at, p.created_at
    FROM unnest(ARRAY(
        SELECT post_block_query(words, array_agg(block))
        FROM wanted, (SELECT post_block(min(id)) AS low,
                          post_block(max(id)) AS high FROM post_search) r,
            generate_series(greatest(low, high - 4095), high) block
        WHERE NOT (SELECT yes FROM enough)
        GROUP BY words, block / 16)) q (words)
    JOIN post_search p
        ON post_block_words(p.id, p.search) @@ q.words
    WHERE (NOT (SELECT phrases FROM wanted)
           OR ts_match_vq(p.search, (SELECT words FROM wanted)))
--< posts_filters
    OFFSET 0
),
found AS MATERIALIZED (
    SELECT id, listed_at, created_at FROM (
        SELECT id, listed_at, created_at FROM near
        WHERE (SELECT yes FROM enough)
        UNION ALL
        SELECT id, listed_at, created_at FROM seen
        WHERE (SELECT yes FROM enough)
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
                (SELECT ts_rank(search, (SELECT words FROM wanted))
                 FROM post_search WHERE id = f.id) AS rank
            FROM found f) p
        LEFT JOIN post_views v ON v.id = p.id -- only where views order
        ORDER BY
--@ order
--< page_offset
    )) WITH ORDINALITY u (id, n)
),
--< posts_page

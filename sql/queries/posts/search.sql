-- posts_search: a page of the posts that match words, among the 5,000 newest
-- that do. params: as posts_list, and words (a tsquery).
-- columns: due, next_due, count, unknown, results, tags.
--
-- Of a common word the index of words would give a great part of all posts.
-- The newest hundred posts tell how common the words are, how far down 5,000
-- matches can be expected, and how many ids lie that far. The index is asked
-- for that stretch of ids (`near`), and the few posts that are newer than
-- what it gave but have other ids are searched one by one. Where posts were
-- not made in their order, or are few, the newest are searched one by one
-- (`each`). Otherwise, or if these were too few, the index is asked for
-- everything (`all`).
--
-- Matches go on as their places in the table, which hold for as long as the
-- statement sees the rows: what is ranked is read one after the other and
-- without an index, and no row of 5,000 is copied on the way.
WITH
--< due
,
--< posts/tagged
--< posts/picked
wanted AS MATERIALIZED (
    SELECT words, words::text LIKE '%<%>%' AS phrases
    FROM to_tsquery('simple', :words) words
),
sample AS MATERIALIZED (
    SELECT greatest(count(*), 1)::float AS size, max(id) AS top,
        percentile_disc(0.5) WITHIN GROUP (ORDER BY id) AS middle,
        greatest(count(*) FILTER (WHERE ts_match_vq(
            (SELECT s.search FROM post_search s WHERE s.id = p.id),
            (SELECT words FROM wanted))), 0.5)::float AS hits
    FROM (
        SELECT p.id FROM
--< posts/from
        WHERE true
--< posts/filters
        ORDER BY p.listed_at DESC, p.created_at DESC, p.id DESC
        LIMIT 100
    ) p
),
-- The fewer hits, the wider they may be of the mark: twice as wide as can be
-- expected, and a tenth. A few old posts that were published late do not move
-- the middle of the ids. OFFSET 0: each step is worked out once.
expected AS MATERIALIZED (
    SELECT *, least(far * greatest(1, 2 * (top::float - middle) / size),
                    8192 * 4095)::bigint AS span
    FROM (
        SELECT top, middle, size, hits / size AS share,
            least(5000 * size / hits
                  * (1.1 + 2 * sqrt(greatest(size - hits, 0) / hits / size)),
--< posts/kept
                + 1)::bigint AS far,
            3 * hits / size * (
                SELECT sum(n) FROM post_counts
                WHERE category_id = -1 AND author_id = -1) AS everywhere
        FROM sample OFFSET 0) s
),
-- Rows to be read, as the weights of the ways: a match that the index gives 3
-- (half a microsecond), a post that is searched by itself 40, one that is
-- only counted as newer a seventh.
reach AS MATERIALIZED (
    SELECT far, greatest(top - span, 0) AS low, top, each < everywhere AS few,
        CASE WHEN near < least(each, everywhere) THEN 'near'
             WHEN each < everywhere THEN 'each' ELSE 'all' END AS name
    FROM (
        SELECT *, far / 7 + 3 * share * (span + 8192) AS near,
            40 * far AS each
        FROM expected) s
),
-- Some blocks at a time: a match costs the more, the more ways there are in
-- which it could have been one.
near AS MATERIALIZED (
    SELECT ARRAY(
--< posts/places
                FROM wanted, reach,
                    generate_series(post_block(low), post_block(top)) block
                WHERE name = 'near'
                GROUP BY words, block / 16)) q (words)
--< posts/matches
        WHERE p.id BETWEEN (SELECT low FROM reach) AND (SELECT top FROM reach)
--< posts/newest
    ) AS places
),
-- The last of 5,000, or what comes before all posts.
edge AS MATERIALIZED (
    SELECT coalesce(p.listed_at, '-infinity') AS listed_at,
        coalesce(p.created_at, '-infinity') AS created_at,
        coalesce(p.id, 0) AS id
    FROM near LEFT JOIN post_search p ON p.ctid = places[5000]
),
apart AS MATERIALIZED (
    SELECT ids, cardinality(ids) AS size FROM (
        SELECT ARRAY(
            SELECT p.id FROM
--< posts/from
            WHERE (SELECT name = 'near' FROM reach)
              AND p.id < (SELECT low FROM reach)
--< posts/newer
        ) || ARRAY(
            SELECT p.id FROM
--< posts/from
            WHERE (
                SELECT name = 'near' AND top < (SELECT max(id) FROM posts)
                FROM reach)
              AND p.id > (SELECT top FROM reach)
--< posts/newer
        ) AS ids OFFSET 0) s
),
way AS MATERIALIZED (
    SELECT CASE WHEN name <> 'near' OR size <= 1000 THEN name
                WHEN few THEN 'each' ELSE 'all' END AS name
    FROM reach, apart
),
stretch AS MATERIALIZED (
    SELECT ids, cardinality(ids) AS size FROM (
        SELECT ARRAY(
            SELECT p.id FROM
--< posts/from
            WHERE (SELECT name = 'each' FROM way)
--< posts/filters
            ORDER BY p.listed_at DESC, p.created_at DESC, p.id DESC
            LIMIT (SELECT far FROM reach)) AS ids OFFSET 0) s
),
seen AS MATERIALIZED (
    SELECT ARRAY(
        SELECT p.ctid
        FROM unnest((SELECT CASE name WHEN 'near' THEN apart.ids
                                      ELSE stretch.ids END
                     FROM way, apart, stretch)) u (id)
        JOIN post_search p USING (id)
        WHERE ts_match_vq(p.search, (SELECT words FROM wanted))
        ORDER BY p.listed_at DESC, p.created_at DESC, p.id DESC
        LIMIT 5000) AS places
),
indexed AS MATERIALIZED (
    SELECT ARRAY(
--< posts/places
                FROM wanted, (SELECT post_block(min(id)) AS low,
                                  post_block(max(id)) AS high
                              FROM post_search) r,
                    generate_series(greatest(low, high - 4095), high) block
                GROUP BY words, block / 16)) q (words)
--< posts/matches
        WHERE true
--< posts/newest
    ) AS places
),
-- What is not asked for here is not worked out.
found AS MATERIALIZED (
    SELECT CASE
        WHEN name = 'near' AND seen.places = '{}' THEN near.places
        WHEN name = 'near' THEN ARRAY(
            SELECT p.ctid FROM post_search p
            WHERE p.ctid = ANY (near.places || seen.places)
            ORDER BY p.listed_at DESC, p.created_at DESC, p.id DESC
            LIMIT 5000)
        WHEN name = 'each'
             AND (size < (SELECT far FROM reach)
                  OR cardinality(seen.places) = 5000)
            THEN seen.places
        ELSE (SELECT places FROM indexed) END AS places
    FROM way, near, seen, stretch
),
total AS MATERIALIZED (SELECT cardinality(places) AS n FROM found),
page AS MATERIALIZED (
    SELECT u.id, u.n FROM unnest(ARRAY(
        SELECT p.id FROM (
            SELECT p.id, p.listed_at, p.created_at,
                (SELECT updated_at FROM posts WHERE id = p.id) AS updated_at,
                (SELECT title FROM posts WHERE id = p.id) AS title,
                ts_rank(p.search, (SELECT words FROM wanted)) AS rank
            FROM post_search p
            WHERE p.ctid = ANY ((SELECT places FROM found)::tid[])) p
        LEFT JOIN post_views v ON v.id = p.id -- only where views order
        ORDER BY
--@ order
--< page_offset
    )) WITH ORDINALITY u (id, n)
),
--< posts/page

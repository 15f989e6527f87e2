-- posts_related: what the public may read after a post: by the tags that both
-- have, then of its category, then by the words of its title; what is alike by
-- words and newer first among equals. Of large tags and categories the newest
-- are looked at, and those with common words among the newest made.
-- params: id, caller, limit, files, hidden.
-- columns: due, next_due, id (NULL: the caller sees no such post), body, tags.
WITH
--< due
,
own AS MATERIALIZED (
    SELECT p.id, p.tag_ids, (SELECT c.id FROM categories c
        WHERE c.id = p.category_id AND c.is_active) AS category_id, (
        SELECT string_agg('''' || replace(replace(w.lexeme, '\', '\\'),
                                          '''', '''''') || '''', '|')::tsquery
        FROM (SELECT lexeme FROM unnest(s.search)
              WHERE 'A' = ANY (weights)
              ORDER BY length(lexeme) DESC, lexeme LIMIT 8) w) AS words
    FROM posts p JOIN post_search s USING (id)
    WHERE p.id = :id::bigint
--? public
    AND p.status = 'PUBLISHED'
--.
--? own
    AND (p.status = 'PUBLISHED' OR p.author_id = :caller::bigint)
--.
),
tagged AS MATERIALIZED (
    SELECT t.post_id AS id, count(*) AS shared
    FROM own, unnest(own.tag_ids) u (tag_id), LATERAL (
        SELECT x.post_id FROM post_tags x
        WHERE x.tag_id = u.tag_id AND x.status = 'PUBLISHED'
        ORDER BY x.listed_at DESC, x.created_at DESC, x.post_id DESC
        LIMIT 500) t
    WHERE t.post_id <> own.id
    GROUP BY t.post_id
),
near AS MATERIALIZED (
    SELECT t.id, t.shared FROM tagged t
    UNION ALL
    SELECT c.id, 0 FROM own, LATERAL (
        SELECT p.id FROM posts p
        WHERE p.category_id = own.category_id AND p.status = 'PUBLISHED'
        ORDER BY p.listed_at DESC, p.created_at DESC, p.id DESC
        LIMIT 100) c
    WHERE c.id <> own.id AND c.id NOT IN (SELECT id FROM tagged)
),
-- Only where these are too few.
alike AS MATERIALIZED (
    SELECT f.id FROM own, LATERAL (
        SELECT p.id FROM post_search p
        WHERE post_block_words(p.id, p.search) @@ (
            SELECT post_block_query(own.words, array_agg(block))
            FROM (SELECT post_block(max(id)) AS high FROM post_search) r,
                generate_series(greatest(high - 15, 0), high) block)
          AND p.status = 'PUBLISHED'
        LIMIT 2000) f
    WHERE (SELECT count(*) FROM near) < :limit::bigint
      AND f.id <> own.id AND f.id NOT IN (SELECT id FROM near)
),
page AS MATERIALIZED (
    SELECT c.id, row_number() OVER (ORDER BY c.shared DESC, c.same DESC,
        c.rank DESC, c.listed_at DESC, c.id DESC) AS n
    FROM (
        SELECT k.id, k.shared,
            coalesce(s.category_id = own.category_id, false) AS same,
            coalesce(ts_rank(s.search, own.words), 0) AS rank, s.listed_at
        FROM own, (SELECT id, shared FROM near
                   UNION ALL SELECT id, 0 FROM alike) k
        JOIN post_search s USING (id)) c
    ORDER BY n LIMIT :limit::bigint
),
items AS MATERIALIZED (
    SELECT page.n, row_to_json(o)::text AS item,
--< posts/item_tags
        AS tags
    FROM page JOIN posts p USING (id)
--< posts/item_joins
    , LATERAL (
--< posts/item
    ) o
)
SELECT
--< due_columns
    , (SELECT id FROM own) AS id,
    (SELECT coalesce('[' || string_agg(item, ',' ORDER BY n) || ']', '[]')
     FROM items) AS body,
    (SELECT concat_ws(E'\n', 'post/' || own.id, 'posts.c' || own.category_id,
         'category/' || (SELECT category_id FROM posts WHERE id = own.id),
         (SELECT string_agg('posts.t' || t, E'\n') FROM unnest(own.tag_ids) t),
         (SELECT string_agg(tags, E'\n') FROM items))
     FROM own) AS tags

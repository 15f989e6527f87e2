-- previews_create: params: post, author, hash, seconds, token, url (told this
-- once), most (previews of a post that have not ended). columns: id (NULL: it
-- has that many), body; no row where the post has gone.
WITH p AS MATERIALIZED (
    SELECT p.id, (SELECT count(*) FROM previews o
                  WHERE o.post_id = p.id AND o.expires_at > now())
                 < :most::bigint AS has_room
    FROM posts p WHERE p.id = :post::bigint FOR KEY SHARE OF p
), v AS (
    INSERT INTO previews (post_id, author_id, hash, expires_at)
    SELECT p.id, :author::bigint, :hash,
        clock_timestamp() + :seconds::integer * interval '1 second'
    FROM p WHERE p.has_room
    RETURNING *
)
SELECT v.id, (SELECT row_to_json(o)::text FROM (SELECT
    v.id, :token::text AS token, :url::text AS url,
    iso(v.expires_at) AS expires_at, iso(v.created_at) AS created_at,
--< users/person id=v.author_id
    AS author) o) AS body
FROM p LEFT JOIN v ON true

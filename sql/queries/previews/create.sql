-- previews_create: params: post, author, hash, seconds, token, url (told this
-- once). columns: id, body; no row where the post has gone.
WITH v AS (
    INSERT INTO previews (post_id, author_id, hash, expires_at)
    SELECT p.id, :author::bigint, :hash,
        clock_timestamp() + :seconds::integer * interval '1 second'
    FROM posts p WHERE p.id = :post::bigint FOR KEY SHARE
    RETURNING *
)
SELECT v.id, (SELECT row_to_json(o)::text FROM (SELECT
    v.id, :token::text AS token, :url::text AS url,
    iso(v.expires_at) AS expires_at, iso(v.created_at) AS created_at,
--< users/person id=v.author_id
    AS author) o) AS body
FROM v

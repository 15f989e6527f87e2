-- presence_tell: the caller has a post open. params: post, user. columns: body
-- (who else has, and the versions of the post and of its working copy).
WITH told AS (
    INSERT INTO presence AS h (post_id, user_id, since, heard_at)
    VALUES (:post::bigint, :user::bigint, clock_timestamp(),
            clock_timestamp())
    ON CONFLICT (post_id, user_id) DO UPDATE
    SET since = CASE WHEN h.heard_at < clock_timestamp() - interval '60 s'
                     THEN excluded.since ELSE h.since END,
        heard_at = excluded.heard_at
), stale AS (
    DELETE FROM presence WHERE (post_id, user_id) IN (
        SELECT post_id, user_id FROM presence
        WHERE heard_at < now() - interval '1 hour'
        LIMIT 20 FOR UPDATE SKIP LOCKED)
)
SELECT (SELECT row_to_json(o)::text FROM (SELECT
    coalesce((SELECT array_to_json(array_agg(row_to_json(x)
                                             ORDER BY x.since, x.id))
     FROM (SELECT u.id, u.username, person_name(u) AS name,
               iso(h.since) AS since
           FROM presence h JOIN users u ON u.id = h.user_id
           WHERE h.post_id = :post::bigint AND h.user_id <> :user::bigint
             AND h.heard_at >= now() - interval '60 s') x), '[]') AS others,
    (SELECT version FROM posts WHERE id = :post::bigint) AS version,
    (SELECT version FROM working_copies WHERE post_id = :post::bigint)
        AS working_copy_version) o) AS body

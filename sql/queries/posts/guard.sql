-- posts_guard: what decides who may do what to a post. params: id.
-- columns: due, next_due, id, version, author_id, status,
-- scheduled_publish_at, published_at, created_at, media (ids of all that it has, one a line).
WITH
--< due
SELECT
--< due_columns
    , p.id, p.version, p.author_id, p.status,
    iso(p.scheduled_publish_at) AS scheduled_publish_at,
    iso(p.published_at) AS published_at, iso(p.created_at) AS created_at,
    concat_ws(E'\n', p.featured_media_id, p.thumbnail_media_id, p.og_media_id,
        (SELECT string_agg(media_id::text, E'\n') FROM post_media
         WHERE post_id = p.id)) AS media
FROM due LEFT JOIN posts p ON p.id = :id::bigint

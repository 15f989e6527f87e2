-- working_copy_create: where there is none. params: post, fields, caller,
-- media, positions. columns: version; no row where there is one by now, or
-- the post has gone.
WITH w AS (
    INSERT INTO working_copies (post_id, fields, base_version, author_id)
    SELECT p.id, :fields::json, p.version, :caller::bigint
    FROM posts p WHERE p.id = :post::bigint FOR KEY SHARE
    ON CONFLICT (post_id) DO NOTHING
    RETURNING post_id, version
),
--< working_copy/media
SELECT version FROM w

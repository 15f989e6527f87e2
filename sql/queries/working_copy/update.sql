-- working_copy_update: another one in its place; what changes nothing has no
-- author. params: post, version (it must still have it), fields, caller,
-- media, positions. columns: version; no row where it is another one by now.
WITH w AS (
    UPDATE working_copies k SET fields = :fields::text::json, submitted = false,
        author_id = CASE WHEN k.fields::text = :fields::text AND NOT k.submitted
                         THEN k.author_id ELSE :caller::bigint END
    WHERE k.post_id = :post::bigint AND k.version = :version::bigint
    RETURNING post_id, version
),
--< working_copy/media
SELECT version FROM w

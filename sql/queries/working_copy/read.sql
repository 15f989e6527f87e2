-- working_copy_read: of a post. params: post, files. columns: version, fields,
-- base_version, post_version, body; no row where there is none.
SELECT w.version, w.fields::text AS fields, w.base_version,
    p.version AS post_version,
--< working_copy/body
    AS body
FROM working_copies w JOIN posts p ON p.id = w.post_id
WHERE w.post_id = :post::bigint

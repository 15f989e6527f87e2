-- revisions_read: a revision, whole. params: post, number. columns: body,
-- fields (what the post was).
SELECT r.post::text AS fields, (SELECT row_to_json(o)::text FROM (SELECT
--< revisions/columns
    , r.post) o) AS body
FROM post_revisions r
WHERE r.post_id = :post::bigint AND r.number = :number::integer

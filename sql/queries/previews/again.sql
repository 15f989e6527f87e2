-- previews_again: one of a post that has not ended. params: post, preview.
-- columns: body.
SELECT (SELECT row_to_json(o)::text FROM (SELECT
--< previews/columns
    ) o) AS body
FROM previews v JOIN users u ON u.id = v.author_id AND u.is_active
WHERE v.id = :preview::bigint AND v.post_id = :post::bigint
  AND v.expires_at > now()

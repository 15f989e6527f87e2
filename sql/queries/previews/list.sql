-- previews_list: those of a post that have not ended, oldest first.
-- params: post. columns: body.
SELECT coalesce('[' || string_agg((
    SELECT row_to_json(o)::text FROM (SELECT
--< previews/columns
    ) o), ',' ORDER BY v.id) || ']', '[]') AS body
FROM previews v JOIN users u ON u.id = v.author_id AND u.is_active
WHERE v.post_id = :post::bigint AND v.expires_at > now()

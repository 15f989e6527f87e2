-- previews_delete: one ends. params: post, preview. columns: id.
DELETE FROM previews
WHERE id = :preview::bigint AND post_id = :post::bigint
RETURNING id

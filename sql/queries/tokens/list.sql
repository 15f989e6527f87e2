-- tokens_list: a user's API tokens, oldest first, as one JSON array.
-- params: user_id. columns: body.
SELECT coalesce(array_to_json(array_agg(
--< tokens/body
    ORDER BY t.id)), '[]')::text AS body
FROM tokens t
WHERE t.user_id = :user_id::bigint AND t.kind = 'api'

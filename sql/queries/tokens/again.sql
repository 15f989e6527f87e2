-- tokens_again: an API token of a user. params: id, user_id. columns: body.
SELECT
--< tokens/body
    ::text AS body
FROM tokens t
WHERE t.id = :id::bigint AND t.user_id = :user_id::bigint AND t.kind = 'api'

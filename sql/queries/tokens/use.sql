-- tokens_use: note that an API token is in use, once a minute at most.
-- params: id.
UPDATE tokens SET last_used_at = clock_timestamp()
WHERE id = :id::bigint
  AND (last_used_at IS NULL
       OR last_used_at < clock_timestamp() - interval '1 minute')

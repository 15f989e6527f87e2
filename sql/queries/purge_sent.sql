-- A cache has confirmed these tags. A tag that changed since stands in
-- purge_changes: the sender puts none here while it sends, and who is not the
-- sender any more removes none.
-- params: token, tags (a list with commas; '*' is all).
WITH held AS (
    UPDATE purge_sender
    SET failures = 0, error = NULL,
        not_before = '-infinity'
    WHERE token = :token
    RETURNING id
)
DELETE FROM purge_keys
WHERE (tag = ANY (string_to_array(:tags, ',')) OR :tags = '*')
  AND EXISTS (SELECT FROM held)

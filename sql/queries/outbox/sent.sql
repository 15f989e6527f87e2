-- A cache has confirmed these tags. A tag that changed since stands in
-- purge_changes: the sender puts none here while it sends, and one that is no
-- longer the sender removes none.
-- params: token, tags (JSON array of strings; '*' among them is all).
WITH held AS (
    UPDATE purge_sender
    SET failures = 0, error = NULL,
        not_before = '-infinity'
    WHERE token = :token
    RETURNING id
), sent AS (
    SELECT t.tag FROM json_array_elements_text(:tags::json) t (tag)
)
DELETE FROM purge_keys
WHERE EXISTS (SELECT FROM held)
  AND (tag IN (SELECT tag FROM sent)
       OR EXISTS (SELECT FROM sent WHERE tag = '*'))

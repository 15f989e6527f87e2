-- Too much waits to be told one by one: everything takes its place.
-- params: token.
WITH held AS (
    SELECT FROM purge_sender WHERE token = :token FOR UPDATE
), gone AS (
    DELETE FROM purge_keys WHERE tag <> '*' AND EXISTS (SELECT FROM held)
)
INSERT INTO purge_keys (tag) SELECT '*' FROM held ON CONFLICT DO NOTHING

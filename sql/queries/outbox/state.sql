-- For mod_status: how much waits to be told (a tag that changed twice may
-- count twice), how often it failed one after the other, and how.
-- columns: pending, failures, error.
SELECT (SELECT count(*) FROM purge_changes)
       + (SELECT count(*) FROM purge_keys) AS pending,
       s.failures, s.error
FROM purge_sender s

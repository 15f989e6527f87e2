-- The contract's JSON of API token t.
(SELECT row_to_json(o) FROM (
    SELECT t.id, t.name, t.read_only, iso(t.expires_at) AS expires_at,
           iso(t.last_used_at) AS last_used_at,
           iso(t.created_at) AS created_at
) o)

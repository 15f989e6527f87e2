-- What editors see of a tag t.
SELECT row_to_json(o)::text FROM (SELECT
--< tags/fields
    , iso(t.created_at) AS created_at, iso(t.updated_at) AS updated_at) o

-- What editors see of a category c.
SELECT row_to_json(o)::text FROM (SELECT
--< categories/fields
    , c.is_active, iso(c.created_at) AS created_at,
    iso(c.updated_at) AS updated_at) o

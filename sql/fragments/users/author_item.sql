-- The same as text.
(SELECT row_to_json(o)::text FROM (
--< users/author
) o)

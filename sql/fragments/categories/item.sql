-- A category c as the caller sees it.
--? public
(SELECT row_to_json(o)::text FROM (SELECT
--< categories/fields
) o)
--.
--? staff
(
--< categories/staff
)
--.

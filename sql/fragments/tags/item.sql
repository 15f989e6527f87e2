-- A tag t as the caller sees it.
--? short
(SELECT row_to_json(o)::text FROM (SELECT
--< tags/fields
) o)
--.
--? staff
(
--< tags/staff
)
--.

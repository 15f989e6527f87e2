-- A revision r in a list.
(SELECT row_to_json(o)::text FROM (SELECT
--< revisions/columns
) o)

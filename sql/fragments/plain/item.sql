-- A row.
(SELECT row_to_json(o)::text FROM (SELECT :{shown}) o)

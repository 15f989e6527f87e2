-- Which row has a value that one row alone may have. params: value, id (the
-- row that may have it, 0: none). columns: id; no row where it is free.
SELECT id FROM :{table} WHERE :{unique} = :value AND id <> :id::bigint

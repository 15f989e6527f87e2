-- users_taken: which row has a value that one row alone may have.
-- params: value, id (the row that may have it, 0: none). columns: id; no row
-- where the value is free.
SELECT id FROM users WHERE username = :value AND id <> :id::bigint

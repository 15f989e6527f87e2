-- A person as posts show one, in a sub-select; behind it stand the id and
-- ") o".
SELECT row_to_json(o) FROM (
    SELECT u.id, u.username, person_name(u) AS name FROM users u WHERE u.id =

-- A person u as posts show one; NULL where there is none.
CASE WHEN u.id IS NOT NULL THEN (SELECT row_to_json(o) FROM (
    SELECT u.id, u.username, person_name(u) AS name) o) END

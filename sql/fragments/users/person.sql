-- The user :{id} as posts show a person.
(SELECT row_to_json(o) FROM (
    SELECT u.id, u.username, person_name(u) AS name FROM users u WHERE u.id =
    :{id}) o)

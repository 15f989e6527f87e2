-- User u to those who choose an author.
(SELECT row_to_json(o)::text FROM (
    SELECT u.id, u.username, person_name(u) AS name, u.role, u.is_active) o)

-- talecraftctl user: is there one of that name?
-- params: username. columns: id.
SELECT id FROM users WHERE username = :username::text

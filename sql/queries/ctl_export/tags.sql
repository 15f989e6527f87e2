-- talecraftctl export: tags. columns: line.
SELECT row_to_json(t) AS line FROM tags t ORDER BY t.id

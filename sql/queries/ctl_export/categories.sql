-- talecraftctl export: categories. columns: line.
SELECT row_to_json(c) AS line FROM categories c ORDER BY c.id

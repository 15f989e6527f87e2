-- talecraftctl export --revisions: as export_posts. columns: line.
SELECT translate(row_to_json(r)::text, E'\n\r', '  ') AS line
FROM post_revisions r ORDER BY r.post_id, r.number

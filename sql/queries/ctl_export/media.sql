-- talecraftctl export: media, each with its file as "file". columns: line.
SELECT row_to_json(t) AS line FROM (
    SELECT m.id, m.uploaded_by_id, m.original_name, m.alt_text, m.caption,
           m.created_at, m.updated_at,
           (SELECT row_to_json(x) FROM (
               SELECT f.sha256, f.key, f.media_type, f.mime_type, f.extension,
                      f.size, f.status, f.width, f.height, f.duration,
                      f.variants, f.video_file) x) AS file
    FROM media m JOIN media_files f ON f.id = m.file_id
    ORDER BY m.id
) t

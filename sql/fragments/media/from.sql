media m JOIN media_files f ON f.id = m.file_id

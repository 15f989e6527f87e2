JOIN users a ON a.id = p.author_id
LEFT JOIN categories c ON c.id = p.category_id
    AND (:hidden::boolean OR c.is_active)
LEFT JOIN media m ON m.id = p.thumbnail_media_id
LEFT JOIN media_files f ON f.id = m.file_id

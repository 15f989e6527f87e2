-- The media of an old id or address (either may be null). params: source,
-- old_id, url. columns: id, media_type. No row: none was imported.
SELECT m.id, f.media_type
FROM imported i
JOIN media m ON m.id = i.new_id
JOIN media_files f ON f.id = m.file_id
WHERE i.source = :source AND i.kind = 'media'
  AND (i.old_id = :old_id::text
       OR (i.old_url <> '' AND i.old_url = :url::text))
ORDER BY i.old_id = :old_id::text DESC NULLS LAST
LIMIT 1

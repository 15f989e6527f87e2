-- The media row :{id} as everybody may know it.
(SELECT (
--< media/public
) FROM media m JOIN media_files f ON f.id = m.file_id
WHERE m.id = :{id})

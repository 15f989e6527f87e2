-- users_avatar: what a media row is. params: id. columns: media_type, status;
-- no row where there is none.
SELECT f.media_type, f.status
FROM media m JOIN media_files f ON f.id = m.file_id WHERE m.id = :id::bigint

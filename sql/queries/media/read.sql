-- media_read: a media row for its uploader (part own) or an editor.
-- params: id, caller, files, media_api. columns: id, version, body, status,
-- again (processed again), sha256, extension, mime_type, original_name.
SELECT m.id, m.version, ((
--< media/full
))::text AS body, f.status, f.again, f.sha256, f.extension, f.mime_type,
    m.original_name
FROM
--< media/from
JOIN users up ON up.id = m.uploaded_by_id
WHERE m.id = :id::bigint
--? own
AND m.uploaded_by_id = :caller::bigint
--.

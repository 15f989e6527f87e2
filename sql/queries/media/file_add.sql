-- The rows of a published upload. Of the same bytes there is one file, which
-- stays as it is; what makes the conflicting row come back is an update of
-- nothing. old_id is null where another transaction has just made the user's
-- row: run again. A row that was made comes as it is told to its uploader, not
-- as a worker may have it a moment later. No row: the user is gone; one who is
-- being deleted is waited for. Where it exceeds the user's quota (0: none)
-- there is no row of the user's, and the file, which lies in the store by now,
-- is left to be removed.
-- params: user_id, sha256, key, media_type, mime_type, extension, size,
-- original_name, alt_text, caption, quota, files, media_api. columns: file_id,
-- status, id (NULL: not made), old_id, fits, version, body.
WITH room AS MATERIALIZED (
    SELECT media_fits(:user_id::bigint, :sha256::text, :size::bigint,
                      :quota::bigint) AS fits
), owner AS MATERIALIZED (
    SELECT u.id, room.fits FROM room CROSS JOIN users u
    WHERE u.id = :user_id::bigint FOR KEY SHARE OF u
), file AS (
    INSERT INTO media_files AS f
        (sha256, key, media_type, mime_type, extension, size, queued_by_id,
         status)
    SELECT :sha256::text, :key::text, :media_type::text, :mime_type::text,
           :extension::text, :size::bigint, owner.id,
           CASE WHEN owner.fits THEN 'UPLOADED' ELSE 'FAILED' END
    FROM owner
    ON CONFLICT (sha256) DO UPDATE SET size = f.size
    RETURNING f.*
), made AS (
    INSERT INTO media
        (file_id, uploaded_by_id, original_name, alt_text, caption)
    SELECT file.id, :user_id::bigint, :original_name,
           coalesce(:alt_text, ''), coalesce(:caption, '')
    FROM file CROSS JOIN owner WHERE owner.fits
    ON CONFLICT ON CONSTRAINT media_owner_file_key DO NOTHING
    RETURNING *
), excess AS (
    INSERT INTO media_left (file_id)
    SELECT file.id FROM file CROSS JOIN owner WHERE NOT owner.fits
    ON CONFLICT DO NOTHING
)
SELECT f.id AS file_id, f.status, m.id, m.version,
       (SELECT known.id FROM media known WHERE known.file_id = f.id
        AND known.uploaded_by_id = :user_id::bigint) AS old_id,
       owner.fits, ((
--< media/full
))::text AS body
FROM file f
CROSS JOIN owner
JOIN users up ON up.id = owner.id
LEFT JOIN made m ON true

-- The rows of a published upload. Of the same bytes there is one file, which
-- stays as it is; what makes the conflicting row come back is an update of
-- nothing. old_id is null where another transaction has just made the user's
-- row: run again. No row: the user is gone; one who is being deleted is waited
-- for.
-- params: user_id, sha256, key, media_type, mime_type, extension, size,
-- original_name, alt_text, caption. columns: file_id, status, new_id, old_id.
WITH owner AS MATERIALIZED (
    SELECT id FROM users WHERE id = :user_id::bigint FOR KEY SHARE
), file AS (
    INSERT INTO media_files AS f
        (sha256, key, media_type, mime_type, extension, size, queued_by_id)
    SELECT :sha256::text, :key::text, :media_type::text, :mime_type::text,
           :extension::text, :size::bigint, owner.id
    FROM owner
    ON CONFLICT (sha256) DO UPDATE SET size = f.size
    RETURNING f.id, f.status
), made AS (
    INSERT INTO media
        (file_id, uploaded_by_id, original_name, alt_text, caption)
    SELECT file.id, :user_id::bigint, :original_name,
           coalesce(:alt_text, ''), coalesce(:caption, '')
    FROM file
    ON CONFLICT ON CONSTRAINT media_owner_file_key DO NOTHING
    RETURNING id
)
SELECT file.id AS file_id, file.status, made.id AS new_id,
       (SELECT m.id FROM media m WHERE m.file_id = file.id
        AND m.uploaded_by_id = :user_id::bigint) AS old_id
FROM file LEFT JOIN made ON true

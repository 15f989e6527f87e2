-- The rows of a file that the store has, or will have. Of the same bytes there
-- is one file; it waits in the line of its uploader, as an upload does. params:
-- id (kept where it is free), user_id, sha256, key, media_type, mime_type, extension, size,
-- original_name, alt_text, caption, created_at (null: now).
-- columns: id, made.
WITH file AS (
    INSERT INTO media_files AS f (sha256, key, media_type, mime_type,
                                  extension, size, queued_by_id)
    VALUES (:sha256::text, :key::text, :media_type::text, :mime_type::text,
            :extension::text, :size::bigint, :user_id::bigint)
    ON CONFLICT (sha256) DO UPDATE SET size = f.size
    RETURNING f.id
), made AS (
    INSERT INTO media (id, file_id, uploaded_by_id, original_name, alt_text,
                       caption, created_at)
    SELECT coalesce((SELECT :id::bigint WHERE NOT EXISTS
                     (SELECT FROM media WHERE id = :id::bigint)),
                    nextval(pg_get_serial_sequence('media', 'id'))),
        file.id, :user_id::bigint, :original_name::text,
        coalesce(:alt_text::text, ''), coalesce(:caption::text, ''),
        coalesce(:created_at::timestamptz, clock_timestamp())
    FROM file
    ON CONFLICT ON CONSTRAINT media_owner_file_key DO NOTHING
    RETURNING id
)
SELECT id, true AS made FROM made
UNION ALL
SELECT m.id, false FROM file JOIN media m ON m.file_id = file.id
WHERE m.uploaded_by_id = :user_id::bigint

-- Remove the rows of files that nobody refers to. Run while the store's lock
-- is held alone: no upload is between its file and its row then.
-- columns: sha256, key, extension.
DELETE FROM media_files
WHERE id IN (
    SELECT f.id FROM media_files f
    WHERE f.created_at < clock_timestamp() - interval '1 hour'
      AND (f.lease_until IS NULL OR f.lease_until <= clock_timestamp())
      AND NOT EXISTS (SELECT FROM media m WHERE m.file_id = f.id)
    ORDER BY f.id
    LIMIT 100
    FOR UPDATE SKIP LOCKED)
RETURNING sha256, key, extension

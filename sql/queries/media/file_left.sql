-- Remove the rows of files that a media row has left and nobody refers to. Run
-- while the store's lock is held alone: no upload is between its file and its
-- row then. What is being processed waits.
-- columns: sha256, key, extension.
WITH looked AS (
    SELECT f.id FROM media_left l JOIN media_files f ON f.id = l.file_id
    WHERE f.lease_until IS NULL OR f.lease_until <= clock_timestamp()
    ORDER BY f.id
    LIMIT 100
    FOR UPDATE OF f SKIP LOCKED
), kept AS (
    DELETE FROM media_left WHERE file_id IN (
        SELECT looked.id FROM looked
        WHERE EXISTS (SELECT FROM media m WHERE m.file_id = looked.id))
)
DELETE FROM media_files
WHERE id IN (SELECT id FROM looked)
  AND NOT EXISTS (SELECT FROM media m WHERE m.file_id = media_files.id)
RETURNING sha256, key, extension

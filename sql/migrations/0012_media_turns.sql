-- Uploaders take turns in the media queue.

-- Whose line a file waits in: the user who uploaded it or had it queued
-- again; 0: nobody's (talecraftctl reprocess --all). Not a reference: a file
-- may outlive the user, and a line is no more than a number.
ALTER TABLE media_files ADD COLUMN queued_by_id bigint NOT NULL DEFAULT 0;
UPDATE media_files f
SET queued_by_id = m.uploaded_by_id
FROM (SELECT DISTINCT ON (file_id) file_id, uploaded_by_id
      FROM media ORDER BY file_id, id) m
WHERE m.file_id = f.id
  AND (f.status IN ('UPLOADED', 'PROCESSING') OR f.again);

-- The first of each line is found without looking at the others.
DROP INDEX media_files_queue;
CREATE INDEX media_files_queue ON media_files (queued_by_id, not_before, id)
    WHERE status IN ('UPLOADED', 'PROCESSING') OR again;
-- What is at work: a handful of rows.
CREATE INDEX media_files_leased ON media_files (lease_token)
    WHERE lease_token IS NOT NULL;

-- When each line had its last turn. It is not kept with the files: whoever
-- removes a file that is done must not come first again by that.
CREATE TABLE media_turns (
    queued_by_id bigint PRIMARY KEY,
    claimed_at   timestamptz NOT NULL
);

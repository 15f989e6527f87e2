-- Files that a media row has left behind: a few rows to look at every few
-- seconds, so that what was deleted is gone from the public soon.
CREATE TABLE media_left (
    file_id bigint PRIMARY KEY REFERENCES media_files ON DELETE CASCADE
);

CREATE FUNCTION media_leaves() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO media_left (file_id) VALUES (OLD.file_id)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER media_leaves AFTER DELETE OR UPDATE OF file_id ON media
    FOR EACH ROW EXECUTE FUNCTION media_leaves();

-- Those that were left before.
INSERT INTO media_left (file_id)
SELECT f.id FROM media_files f
WHERE NOT EXISTS (SELECT FROM media m WHERE m.file_id = f.id);

-- Whether an upload of so many bytes fits into what a user may have; 0: there
-- is no limit. A file that the user has already adds nothing. Uploads of one
-- user wait for each other here, so that many at once do not exceed it; in
-- plpgsql each statement sees what was committed before it.
CREATE FUNCTION media_fits(who bigint, hash text, more bigint, quota bigint)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF quota = 0 THEN
        RETURN true;
    END IF;
    PERFORM FROM users WHERE id = who FOR NO KEY UPDATE;
    RETURN EXISTS (SELECT FROM media m JOIN media_files f ON f.id = m.file_id
                   WHERE m.uploaded_by_id = who AND f.sha256 = hash)
        OR more + coalesce((
            SELECT sum(f.size) FROM media m
            JOIN media_files f ON f.id = m.file_id
            WHERE m.uploaded_by_id = who), 0) <= quota;
END $$;

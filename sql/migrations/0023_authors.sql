-- What users tell readers of themselves: /authors/.

ALTER TABLE users
    ADD COLUMN bio text NOT NULL DEFAULT '' CHECK (char_length(bio) <= 1000),
    ADD COLUMN website text NOT NULL DEFAULT ''
        CHECK (char_length(website) <= 200),
    -- what is shown so is in use
    ADD COLUMN avatar_media_id bigint CONSTRAINT users_avatar_media_fkey
        REFERENCES media;
CREATE INDEX users_avatar ON users (avatar_media_id)
    WHERE avatar_media_id IS NOT NULL;

DROP TRIGGER users_b_touch ON users;
CREATE TRIGGER users_b_touch
    BEFORE UPDATE OF username, email, first_name, last_name, role, is_active,
        bio, website, avatar_media_id
    ON users FOR EACH ROW EXECUTE FUNCTION touch();

DROP TRIGGER users_event ON users;
CREATE TRIGGER users_event AFTER INSERT OR DELETE OR UPDATE OF
    username, email, first_name, last_name, role, is_active, password_hash,
    bio, website, avatar_media_id
    ON users FOR EACH ROW
    EXECUTE FUNCTION event_of_row('user', 'username', '', 'last_login');

-- author/ID is what an author shows, authors the list of them; who has no
-- public posts shows nothing. (That there are more or fewer of these is told by
-- posts_tags.)
CREATE FUNCTION author_tags(who bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(n) > 0 FROM post_counts
        WHERE category_id = -1 AND author_id = who
          AND status = 'PUBLISHED') THEN
        PERFORM change_tag('author/' || who);
        PERFORM change_tag('authors');
    END IF;
END $$;

CREATE FUNCTION users_author_tags() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM author_tags(NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER users_author_tags
    AFTER UPDATE OF username, first_name, last_name, bio, website,
        avatar_media_id
    ON users FOR EACH ROW
    WHEN ((OLD.username, OLD.first_name, OLD.last_name, OLD.bio, OLD.website,
           OLD.avatar_media_id)
          IS DISTINCT FROM (NEW.username, NEW.first_name, NEW.last_name,
                            NEW.bio, NEW.website, NEW.avatar_media_id))
    EXECUTE FUNCTION users_author_tags();

CREATE OR REPLACE FUNCTION media_tags() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM post_media WHERE media_id = OLD.id) THEN
        PERFORM change_tag('media/' || OLD.id);
    END IF;
    PERFORM author_tags(u.id) FROM users u WHERE u.avatar_media_id = OLD.id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION media_files_tags() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    used bigint;
BEGIN
    FOR used IN
        SELECT m.id FROM media m WHERE m.file_id = NEW.id
        AND EXISTS (SELECT FROM post_media pm WHERE pm.media_id = m.id)
    LOOP
        PERFORM change_tag('media/' || used);
    END LOOP;
    PERFORM author_tags(u.id)
    FROM users u JOIN media m ON m.id = u.avatar_media_id
    WHERE m.file_id = NEW.id;
    RETURN NULL;
END $$;

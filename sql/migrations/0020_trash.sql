-- The trash: a deleted post is gone from every table that shows or counts
-- posts, and its row stands here as it was. Revisions and notes are kept for
-- it until it goes for good.

CREATE TABLE post_trash (
    id            bigint PRIMARY KEY, -- the post's
    title         text NOT NULL,
    author_id     bigint NOT NULL REFERENCES users,
    status        text NOT NULL,
    deleted_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    deleted_by_id bigint REFERENCES users ON DELETE SET NULL,
    post          json NOT NULL, -- the row of posts
    view_count    bigint NOT NULL,
    old_slugs     text[] NOT NULL
);
CREATE INDEX post_trash_deleted ON post_trash (deleted_at, id);
CREATE INDEX post_trash_author ON post_trash (author_id, deleted_at, id);
CREATE INDEX post_trash_deleted_by ON post_trash (deleted_by_id);

CREATE FUNCTION post_forget(whose bigint) RETURNS void
LANGUAGE sql VOLATILE AS $$
    DELETE FROM post_revisions r WHERE r.post_id = whose;
    DELETE FROM post_notes n WHERE n.post_id = whose;
$$;

-- Deleted without the trash (by SQL, or where nothing is kept in it).
CREATE FUNCTION posts_gone() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM post_trash WHERE id = OLD.id) THEN
        PERFORM post_forget(OLD.id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER posts_z_gone AFTER DELETE ON posts
    FOR EACH ROW EXECUTE FUNCTION posts_gone();

-- Back from the trash: views and old slugs (those that nobody took) are as
-- they were.
CREATE FUNCTION posts_back() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    was post_trash;
BEGIN
    DELETE FROM post_trash WHERE id = NEW.id RETURNING * INTO was;
    UPDATE post_views SET view_count = was.view_count WHERE id = NEW.id;
    INSERT INTO slug_history (slug, post_id)
    SELECT s.slug, NEW.id FROM unnest(was.old_slugs) s (slug)
    WHERE s.slug <> NEW.slug
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER posts_z_back AFTER INSERT ON posts FOR EACH ROW
    WHEN (current_setting('talecraft.action', true) = 'undelete')
    EXECUTE FUNCTION posts_back();

-- Gone for good.
CREATE FUNCTION post_trash_gone() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM posts WHERE id = OLD.id) THEN
        PERFORM post_forget(OLD.id);
        PERFORM event_add('purge', 'post', OLD.id, OLD.title);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER post_trash_gone AFTER DELETE ON post_trash
    FOR EACH ROW EXECUTE FUNCTION post_trash_gone();

-- How often a post was seen, in a table of its own: its rows are small and
-- stand in two indexes, where a post's row stands in sixteen; and who edits
-- a post never waits for who counts its views, nor these for the former.

CREATE TABLE post_views (
    id         bigint PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    status     text NOT NULL, -- the post's, for the order by views
    view_count bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX post_views_all ON post_views (view_count, id);
CREATE INDEX post_views_status ON post_views (status, view_count, id);

CREATE FUNCTION posts_unseen() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO post_views (id, status) SELECT id, status FROM changed;
    RETURN NULL;
END $$;
CREATE TRIGGER posts_unseen AFTER INSERT ON posts
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION posts_unseen();

CREATE FUNCTION posts_views_status() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE post_views SET status = NEW.status WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER posts_views_status AFTER UPDATE OF status ON posts
    FOR EACH ROW WHEN (OLD.status <> NEW.status)
    EXECUTE FUNCTION posts_views_status();

-- Tags of changes that only somebody with psql makes.

-- References to media without a change of the post itself: its detail shows
-- them. Whole statements at once, as a post may mention 500.
CREATE FUNCTION post_media_tags() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    post bigint;
BEGIN
    FOR post IN
        SELECT id FROM posts
        WHERE id IN (SELECT post_id FROM changed) AND status = 'PUBLISHED'
    LOOP
        PERFORM change_tag('post/' || post);
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER post_media_tags_insert AFTER INSERT ON post_media
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION post_media_tags();
CREATE TRIGGER post_media_tags_delete AFTER DELETE ON post_media
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION post_media_tags();
-- a row may go from one post to another
CREATE TRIGGER post_media_tags_update_from AFTER UPDATE ON post_media
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION post_media_tags();
CREATE TRIGGER post_media_tags_update_to AFTER UPDATE ON post_media
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION post_media_tags();

-- A media object shows these columns of its file too.
DROP TRIGGER media_files_tags ON media_files;
CREATE TRIGGER media_files_tags
    AFTER UPDATE OF status, variants, video_file, placeholder, width, height,
    duration, media_type, mime_type, key
    ON media_files FOR EACH ROW EXECUTE FUNCTION media_files_tags();

-- No row trigger runs for TRUNCATE: everything is out of date.
CREATE FUNCTION table_emptied() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM change_tag('*');
    RETURN NULL;
END $$;
CREATE TRIGGER posts_emptied AFTER TRUNCATE ON posts
    FOR EACH STATEMENT EXECUTE FUNCTION table_emptied();
CREATE TRIGGER post_media_emptied AFTER TRUNCATE ON post_media
    FOR EACH STATEMENT EXECUTE FUNCTION table_emptied();
CREATE TRIGGER categories_emptied AFTER TRUNCATE ON categories
    FOR EACH STATEMENT EXECUTE FUNCTION table_emptied();
CREATE TRIGGER ad_placements_emptied AFTER TRUNCATE ON ad_placements
    FOR EACH STATEMENT EXECUTE FUNCTION table_emptied();

-- What changes nothing changes neither version nor updated_at, and empties
-- nothing: an UPDATE may write what stands there already. *= compares rows byte
-- by byte, json too, which has no other equality.

CREATE OR REPLACE FUNCTION touch() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW *= OLD THEN
        RETURN NEW;
    END IF;
    NEW.version := OLD.version + 1;
    NEW.updated_at := greatest(clock_timestamp(),
                               OLD.updated_at + interval '1 microsecond');
    RETURN NEW;
END $$;

-- Who has changed nothing has not edited the post. What a trigger sees of a
-- generated column before the row is written is of no meaning.
CREATE FUNCTION posts_touch() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    same posts := NEW;
BEGIN
    same.listed_at := OLD.listed_at;
    IF NEW.last_edited_by_id IS NOT NULL THEN
        same.last_edited_by_id := OLD.last_edited_by_id;
    END IF;
    IF same *= OLD THEN
        RETURN same;
    END IF;
    NEW.version := OLD.version + 1;
    NEW.updated_at := greatest(clock_timestamp(),
                               OLD.updated_at + interval '1 microsecond');
    RETURN NEW;
END $$;
DROP TRIGGER posts_b_touch ON posts;
CREATE TRIGGER posts_b_touch BEFORE UPDATE OF
    title, slug, content, excerpt, author_id, category_id, status,
    scheduled_publish_at, published_at, published_by_id, last_edited_by_id,
    featured_media_id, thumbnail_media_id, og_media_id, seo_title,
    seo_description, seo_keywords, canonical_url, no_index
    ON posts FOR EACH ROW EXECUTE FUNCTION posts_touch();

-- The tags of an UPDATE follow the version.
DROP TRIGGER posts_tags ON posts;
CREATE TRIGGER posts_tags AFTER INSERT OR DELETE ON posts
    FOR EACH ROW EXECUTE FUNCTION posts_tags();
CREATE TRIGGER posts_tags_update AFTER UPDATE OF
    title, slug, content, excerpt, author_id, category_id, status,
    scheduled_publish_at, published_at, published_by_id, last_edited_by_id,
    featured_media_id, thumbnail_media_id, og_media_id, seo_title,
    seo_description, seo_keywords, canonical_url, no_index
    ON posts FOR EACH ROW WHEN (OLD.version <> NEW.version)
    EXECUTE FUNCTION posts_tags();

DROP TRIGGER users_tags ON users;
CREATE TRIGGER users_tags AFTER DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION users_tags();
CREATE TRIGGER users_tags_update
    AFTER UPDATE OF username, first_name, last_name
    ON users FOR EACH ROW WHEN (OLD.version <> NEW.version)
    EXECUTE FUNCTION users_tags();

DROP TRIGGER categories_tags ON categories;
CREATE TRIGGER categories_tags AFTER INSERT OR DELETE ON categories
    FOR EACH ROW EXECUTE FUNCTION categories_tags();
CREATE TRIGGER categories_tags_update AFTER UPDATE ON categories
    FOR EACH ROW WHEN (OLD.version <> NEW.version)
    EXECUTE FUNCTION categories_tags();

DROP TRIGGER media_tags ON media;
CREATE TRIGGER media_tags AFTER UPDATE ON media
    FOR EACH ROW WHEN (OLD.version <> NEW.version)
    EXECUTE FUNCTION media_tags();

DROP TRIGGER ad_placements_tags ON ad_placements;
CREATE TRIGGER ad_placements_tags AFTER INSERT OR DELETE ON ad_placements
    FOR EACH ROW EXECUTE FUNCTION ad_placements_tags();
CREATE TRIGGER ad_placements_tags_update AFTER UPDATE ON ad_placements
    FOR EACH ROW WHEN (OLD.version <> NEW.version)
    EXECUTE FUNCTION ad_placements_tags();

-- Whoever is disabled, by whatever way, has no tokens any more.
CREATE FUNCTION users_disabled() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM tokens WHERE user_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER users_disabled AFTER UPDATE OF is_active ON users
    FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active)
    EXECUTE FUNCTION users_disabled();

-- What readers see of a change, and no more, empties caches.

-- An edit that changes nothing has no editor: that is said by a trigger's
-- argument; who changes last_edited_by_id alone means it. What only follows
-- from a post (words) is no change of it. What a trigger sees of a generated
-- column before the row is written is of no meaning.
CREATE OR REPLACE FUNCTION posts_touch() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    same posts := NEW;
BEGIN
    IF NEW.version <> OLD.version THEN
        RETURN NEW; -- the trigger before this one has raised it
    END IF;
    same.listed_at := OLD.listed_at;
    same.words_title := OLD.words_title;
    same.words_excerpt := OLD.words_excerpt;
    same.words_content := OLD.words_content;
    IF TG_NARGS > 0 AND NEW.last_edited_by_id IS NOT NULL THEN
        same.last_edited_by_id := OLD.last_edited_by_id;
    END IF;
    IF same *= OLD THEN
        NEW.last_edited_by_id := same.last_edited_by_id;
        RETURN NEW;
    END IF;
    NEW.version := OLD.version + 1;
    NEW.updated_at := greatest(clock_timestamp(),
                               OLD.updated_at + interval '1 microsecond');
    RETURN NEW;
END $$;
DROP TRIGGER posts_b_touch ON posts;
CREATE TRIGGER posts_b_touch BEFORE UPDATE OF
    title, slug, content, excerpt, author_id, category_id, status,
    scheduled_publish_at, published_at, published_by_id, created_at,
    featured_media_id, thumbnail_media_id, og_media_id, seo_title,
    seo_description, seo_keywords, canonical_url, no_index
    ON posts FOR EACH ROW EXECUTE FUNCTION posts_touch('edit');
CREATE TRIGGER posts_c_touch BEFORE UPDATE OF last_edited_by_id
    ON posts FOR EACH ROW EXECUTE FUNCTION posts_touch();

-- The tags of an UPDATE follow the version, whatever raised it.
DROP TRIGGER posts_tags_update ON posts;
CREATE TRIGGER posts_tags_update AFTER UPDATE ON posts
    FOR EACH ROW WHEN (OLD.version <> NEW.version)
    EXECUTE FUNCTION posts_tags();

-- Lists are ordered by created_at, which an import may set.
CREATE FUNCTION posts_placed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM change_tag('posts');
    PERFORM change_tag('posts.a' || NEW.author_id);
    IF NEW.category_id IS NOT NULL THEN
        PERFORM change_tag('posts.c' || NEW.category_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER posts_placed AFTER UPDATE OF created_at ON posts
    FOR EACH ROW
    WHEN (OLD.created_at <> NEW.created_at AND NEW.status = 'PUBLISHED')
    EXECUTE FUNCTION posts_placed();

-- Only a person's name shows.
DROP TRIGGER users_tags_update ON users;
CREATE TRIGGER users_tags_update
    AFTER UPDATE OF username, first_name, last_name
    ON users FOR EACH ROW
    WHEN ((OLD.username, OLD.first_name, OLD.last_name)
          IS DISTINCT FROM (NEW.username, NEW.first_name, NEW.last_name))
    EXECUTE FUNCTION users_tags();

-- A category that is off shows nowhere: what happens to it empties nothing.
CREATE OR REPLACE FUNCTION categories_tags() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.is_active OR NEW.is_active THEN
        PERFORM change_tag('categories');
        IF TG_OP <> 'INSERT' THEN
            PERFORM change_tag('category/' || OLD.id);
        END IF;
    END IF;
    RETURN NULL;
END $$;

-- The history of a category's slugs holds what it had while it was active,
-- whenever it is changed.
CREATE OR REPLACE FUNCTION categories_slug_history() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO category_slugs (slug, category_id) VALUES (OLD.slug, OLD.id)
    ON CONFLICT (slug) DO UPDATE SET category_id = excluded.category_id,
        changed_at = excluded.changed_at;
    IF NEW.slug <> OLD.slug THEN
        DELETE FROM category_slugs
        WHERE slug = NEW.slug AND category_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER categories_slug_history ON categories;
CREATE TRIGGER categories_slug_history AFTER UPDATE OF slug, is_active
    ON categories FOR EACH ROW
    WHEN (OLD.is_active AND (OLD.slug <> NEW.slug OR NOT NEW.is_active))
    EXECUTE FUNCTION categories_slug_history();

-- Digits alone, which are an id, and "null" are no slugs any more.
UPDATE posts SET slug = free_slug('post', 'post-' || slug, 300)
WHERE slug ~ '^([0-9]+|null)$';
UPDATE categories SET slug = free_slug('category', 'category-' || slug, 140)
WHERE slug ~ '^([0-9]+|null)$';

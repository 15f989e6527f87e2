-- Revisions: what a post's writeable fields were after each change, and the
-- events of posts. Both are written by one trigger, whoever makes the change.

-- post_id is no reference: those of a post in the trash stay.
CREATE TABLE post_revisions (
    post_id    bigint NOT NULL,
    number     integer NOT NULL,
    began_at   timestamptz NOT NULL, -- the first of the edits that it joins
    created_at timestamptz NOT NULL,
    author_id  bigint REFERENCES users ON DELETE SET NULL,
    action     text NOT NULL,
    status     text NOT NULL,
    seen       boolean NOT NULL, -- by the public
    title      text NOT NULL,
    changed    text[] NOT NULL,
    post       json NOT NULL,
    PRIMARY KEY (post_id, number)
);
CREATE INDEX post_revisions_author ON post_revisions (author_id);

-- The writeable fields of a post, tags by name. json, as content is.
CREATE FUNCTION post_fields(p posts) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT row_to_json(f) FROM (SELECT
        p.title, p.slug, p.content, p.excerpt, p.category_id AS category,
        ARRAY(SELECT t.name FROM unnest(p.tag_ids) WITH ORDINALITY u (id, n)
              JOIN tags t USING (id) ORDER BY u.n) AS tags,
        p.featured_media_id AS featured_media,
        p.thumbnail_media_id AS thumbnail_media,
        p.og_media_id AS og_media, p.seo_title, p.seo_description,
        p.seo_keywords, p.canonical_url, p.no_index) f
$$;

-- Which fields two of them differ in.
CREATE FUNCTION post_fields_changed(was json, is_now json) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_agg(n.key ORDER BY n.place), '{}')
    FROM json_each_text(is_now) WITH ORDINALITY n (key, value, place)
    LEFT JOIN json_each_text(was) o ON o.key = n.key
    WHERE n.value IS DISTINCT FROM o.value
$$;

-- The columns of a post that an edit may change, as fields.
CREATE FUNCTION post_changes(o posts, n posts) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT array_remove(ARRAY[
        CASE WHEN o.title <> n.title THEN 'title' END,
        CASE WHEN o.slug <> n.slug THEN 'slug' END,
        CASE WHEN o.content::text <> n.content::text THEN 'content' END,
        CASE WHEN o.excerpt <> n.excerpt THEN 'excerpt' END,
        CASE WHEN o.category_id IS DISTINCT FROM n.category_id
             THEN 'category' END,
        CASE WHEN o.tag_ids <> n.tag_ids THEN 'tags' END,
        CASE WHEN o.featured_media_id IS DISTINCT FROM n.featured_media_id
             THEN 'featured_media' END,
        CASE WHEN o.thumbnail_media_id IS DISTINCT FROM n.thumbnail_media_id
             THEN 'thumbnail_media' END,
        CASE WHEN o.og_media_id IS DISTINCT FROM n.og_media_id
             THEN 'og_media' END,
        CASE WHEN o.seo_title <> n.seo_title THEN 'seo_title' END,
        CASE WHEN o.seo_description <> n.seo_description
             THEN 'seo_description' END,
        CASE WHEN o.seo_keywords <> n.seo_keywords THEN 'seo_keywords' END,
        CASE WHEN o.canonical_url <> n.canonical_url THEN 'canonical_url' END,
        CASE WHEN o.no_index <> n.no_index THEN 'no_index' END,
        CASE WHEN o.author_id <> n.author_id THEN 'author' END,
        CASE WHEN o.status <> n.status THEN 'status' END,
        CASE WHEN o.scheduled_publish_at IS DISTINCT FROM
                  n.scheduled_publish_at THEN 'scheduled_publish_at' END,
        CASE WHEN o.published_at IS DISTINCT FROM n.published_at
             THEN 'published_at' END,
        CASE WHEN o.created_at <> n.created_at THEN 'created_at' END], NULL)
$$;

-- What the change of a status is called.
CREATE FUNCTION post_action(was text, is_now text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN was = is_now THEN 'edit'
        WHEN is_now = 'PUBLISHED' THEN 'publish'
        WHEN is_now = 'SCHEDULED' THEN 'schedule'
        WHEN is_now = 'IN_REVIEW' THEN 'submit'
        WHEN is_now = 'ARCHIVED' THEN 'archive'
        WHEN was = 'IN_REVIEW' THEN 'reject'
        WHEN was = 'ARCHIVED' THEN 'restore'
        ELSE 'unpublish' END
$$;

-- More than are kept: the oldest go, those that were never public first. The
-- newest stays.
CREATE FUNCTION post_revisions_cut(whose bigint, most integer) RETURNS void
LANGUAGE sql VOLATILE AS $$
    DELETE FROM post_revisions WHERE post_id = whose AND number IN (
        SELECT number FROM (
            SELECT number, seen, max(number) OVER () AS newest
            FROM post_revisions WHERE post_id = whose) r
        WHERE number <> newest
        ORDER BY seen, number
        LIMIT greatest((SELECT count(*) FROM post_revisions
                        WHERE post_id = whose) - most, 0))
$$;

-- The revision of a post as it now is.
CREATE FUNCTION post_revise(n posts, what text, differs text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    most integer := coalesce(nullif(acting('revisions'), '')::integer, 100);
    span interval := coalesce(nullif(acting('interval'), '')::integer, 300)
                     * interval '1 second';
    actor bigint := acting_user();
    moment timestamptz := clock_timestamp();
    last post_revisions;
    fields json;
BEGIN
    IF most = 0 THEN
        RETURN;
    END IF;
    SELECT * INTO last FROM post_revisions
    WHERE post_id = n.id ORDER BY number DESC LIMIT 1;
    fields := post_fields(n);
    IF what IN ('edit', 'apply') AND last.action IN ('edit', 'apply')
       AND last.author_id = actor AND NOT last.seen
       AND n.status <> 'PUBLISHED'
       AND moment - last.began_at < span AND moment >= last.began_at THEN
        UPDATE post_revisions
        SET created_at = moment, action = what, status = n.status,
            title = n.title, post = fields,
            changed = post_fields_changed(
                (SELECT r.post FROM post_revisions r
                 WHERE r.post_id = n.id AND r.number < last.number
                 ORDER BY r.number DESC LIMIT 1), fields)
                -- of what is no field of a revision nothing is taken back
                || ARRAY(
                    SELECT DISTINCT c FROM unnest(last.changed || differs) c
                    WHERE NOT EXISTS (SELECT FROM json_object_keys(fields) k
                                      WHERE k = c)
                    ORDER BY c)
        WHERE post_id = n.id AND number = last.number;
        RETURN;
    END IF;
    INSERT INTO post_revisions (post_id, number, began_at, created_at,
        author_id, action, status, seen, title, changed, post)
    VALUES (n.id, coalesce(last.number, 0) + 1, moment, moment, actor, what,
            n.status, n.status = 'PUBLISHED', n.title, differs, fields);
    IF coalesce(last.number, 0) >= most THEN
        PERFORM post_revisions_cut(n.id, most);
    END IF;
END $$;

-- A post from before there were revisions keeps what it was.
CREATE FUNCTION post_revise_first(o posts) RETURNS void
LANGUAGE sql VOLATILE AS $$
    INSERT INTO post_revisions (post_id, number, began_at, created_at,
        author_id, action, status, seen, title, changed, post)
    SELECT o.id, 1, o.updated_at, o.updated_at,
        coalesce(o.last_edited_by_id, o.author_id), 'create', o.status,
        o.status = 'PUBLISHED', o.title, '{}', post_fields(o)
    WHERE acting('revisions') <> '0'
      AND NOT EXISTS (SELECT FROM post_revisions WHERE post_id = o.id)
$$;

-- What the public can see of a post's change; NULL: nothing.
CREATE FUNCTION post_public(was boolean, is_now boolean) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN was AND is_now THEN 'updated' WHEN is_now THEN 'published'
                WHEN was THEN 'removed' END
$$;

-- In what a post differs from its last revision: one out of the trash may.
CREATE FUNCTION post_changes_since(n posts) RETURNS text[]
LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT post_fields_changed(r.post, post_fields(n)) ||
            CASE WHEN r.status <> n.status THEN '{status}'::text[]
                 ELSE '{}' END
        FROM post_revisions r WHERE r.post_id = n.id
        ORDER BY r.number DESC LIMIT 1), '{}')
$$;

CREATE FUNCTION posts_history() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    was boolean := TG_OP <> 'INSERT' AND OLD.status = 'PUBLISHED';
    is_now boolean := TG_OP <> 'DELETE' AND NEW.status = 'PUBLISHED';
    public text := post_public(was, is_now);
    asked text := nullif(acting('action'), '');
    what text;
    differs text[] := '{}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM event_add('delete', 'post', OLD.id, OLD.title, '{}',
                          'post.' || public, public, OLD.slug, OLD.status);
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        what := coalesce(asked, 'create');
        differs := post_changes_since(NEW);
    ELSE
        differs := post_changes(OLD, NEW);
        what := post_action(OLD.status, NEW.status);
        IF what = 'edit' THEN
            what := coalesce(asked, what);
        END IF;
        PERFORM post_revise_first(OLD);
    END IF;
    PERFORM post_revise(NEW, what, differs);
    PERFORM event_add(what, 'post', NEW.id, NEW.title, differs,
        CASE WHEN public IS NOT NULL THEN 'post.' || public
             WHEN what = 'submit' THEN 'post.submitted'
             WHEN what = 'reject' THEN 'post.rejected' END,
        public, NEW.slug, NEW.status);
    RETURN NULL;
END $$;
CREATE TRIGGER posts_history AFTER INSERT OR DELETE ON posts
    FOR EACH ROW EXECUTE FUNCTION posts_history();
CREATE TRIGGER posts_history_update AFTER UPDATE ON posts
    FOR EACH ROW WHEN (OLD.version <> NEW.version)
    EXECUTE FUNCTION posts_history();

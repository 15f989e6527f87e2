-- What is seen of tags: how many posts each has, which are found by name, and
-- which answers a change of one puts out of date.

-- tag_counts: as post_counts, for each tag of the posts.
CREATE TABLE tag_counts (
    tag_id      bigint NOT NULL,
    category_id bigint NOT NULL,
    author_id   bigint NOT NULL,
    status      text NOT NULL,
    n           bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0,
        autovacuum_vacuum_threshold = 2000);
CREATE INDEX tag_counts_key
    ON tag_counts (tag_id, category_id, author_id, status) INCLUDE (n);

CREATE FUNCTION tag_counts_fold(tag bigint, category bigint, author bigint,
                                state text)
RETURNS void LANGUAGE sql VOLATILE AS $$
    WITH gone AS (
        DELETE FROM tag_counts WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM tag_counts
            WHERE tag_id = tag AND category_id = category
              AND author_id = author AND status = state
            LIMIT 1000 FOR UPDATE SKIP LOCKED))
        RETURNING n
    )
    INSERT INTO tag_counts (tag_id, category_id, author_id, status, n)
    SELECT tag, category, author, state, sum(n) FROM gone HAVING sum(n) <> 0
$$;

CREATE FUNCTION tags_counted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM changed WHERE tag_ids <> '{}') THEN
        RETURN NULL;
    END IF;
    INSERT INTO tag_counts (tag_id, category_id, author_id, status, n)
    SELECT u.tag_id,
           CASE WHEN grouping(category_id) = 1 THEN -1 ELSE category_id END,
           CASE WHEN grouping(author_id) = 1 THEN -1 ELSE author_id END,
           status, CASE TG_OP WHEN 'DELETE' THEN -count(*) ELSE count(*) END
    FROM changed, unnest(tag_ids) u (tag_id)
    GROUP BY u.tag_id, status, CUBE (category_id, author_id)
    HAVING grouping(category_id) = 1 OR category_id IS NOT NULL;
    IF post_counts_may_fold() THEN
        PERFORM tag_counts_fold(k.tag_id, -1, -1, k.status)
        FROM (SELECT DISTINCT u.tag_id, status
              FROM changed, unnest(tag_ids) u (tag_id)) k;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tags_counted_insert AFTER INSERT ON posts
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tags_counted();
CREATE TRIGGER tags_counted_delete AFTER DELETE ON posts
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tags_counted();

-- tag_retag, below, counts by itself.
CREATE FUNCTION tags_recounted() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    fold boolean := post_counts_may_fold();
    change record;
BEGIN
    IF current_setting('talecraft.retag', true) = 'on' THEN
        RETURN NULL;
    END IF;
    FOR change IN
        SELECT u.tag_id, c.id AS category_id, a.id AS author_id, o.status,
            sum(o.n) AS n
        FROM (VALUES (OLD.tag_ids, OLD.category_id, OLD.author_id, OLD.status,
                      -1),
                     (NEW.tag_ids, NEW.category_id, NEW.author_id, NEW.status,
                      1)) o (tag_ids, category_id, author_id, status, n),
            unnest(o.tag_ids) u (tag_id),
            LATERAL (VALUES (-1), (o.category_id)) c (id),
            LATERAL (VALUES (-1), (o.author_id)) a (id)
        WHERE c.id IS NOT NULL
        GROUP BY u.tag_id, c.id, a.id, o.status HAVING sum(o.n) <> 0
    LOOP
        INSERT INTO tag_counts (tag_id, category_id, author_id, status, n)
        VALUES (change.tag_id, change.category_id, change.author_id,
                change.status, change.n);
        IF fold THEN
            PERFORM tag_counts_fold(change.tag_id, change.category_id,
                                    change.author_id, change.status);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER tags_recounted
    AFTER UPDATE OF tag_ids, category_id, author_id, status ON posts
    FOR EACH ROW
    WHEN ((OLD.tag_ids <> '{}' OR NEW.tag_ids <> '{}')
          AND (OLD.tag_ids <> NEW.tag_ids OR OLD.status <> NEW.status
               OR OLD.author_id <> NEW.author_id
               OR OLD.category_id IS DISTINCT FROM NEW.category_id))
    EXECUTE FUNCTION tags_recounted();

CREATE OR REPLACE FUNCTION post_counts_remake() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE posts IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM post_counts;
    INSERT INTO post_counts (category_id, author_id, status, n)
    SELECT CASE WHEN grouping(category_id) = 1 THEN -1 ELSE category_id END,
           CASE WHEN grouping(author_id) = 1 THEN -1 ELSE author_id END,
           status, count(*)
    FROM posts GROUP BY status, CUBE (category_id, author_id)
    HAVING grouping(category_id) = 1 OR category_id IS NOT NULL;
    DELETE FROM tag_counts;
    INSERT INTO tag_counts (tag_id, category_id, author_id, status, n)
    SELECT u.tag_id,
           CASE WHEN grouping(category_id) = 1 THEN -1 ELSE category_id END,
           CASE WHEN grouping(author_id) = 1 THEN -1 ELSE author_id END,
           status, count(*)
    FROM posts, unnest(tag_ids) u (tag_id)
    GROUP BY u.tag_id, status, CUBE (category_id, author_id)
    HAVING grouping(category_id) = 1 OR category_id IS NOT NULL;
END $$;
SELECT post_counts_remake();

-- A tag's posts of any status, in the default order.
CREATE INDEX post_tags_all
    ON post_tags (tag_id, listed_at, created_at, post_id);

CREATE FUNCTION tag_posts_seen(tag bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(n), 0)::bigint FROM tag_counts
    WHERE tag_id = tag AND category_id = -1 AND author_id = -1
      AND status = 'PUBLISHED'
$$;

-- Who gives tags to a post holds this lock shared, who renames, deletes or
-- merges one alone: before any row is locked, so that none of them waits for
-- another that waits for it.
CREATE FUNCTION tags_lock(alone boolean) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF alone THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('tags', 0));
    ELSE
        PERFORM pg_advisory_xact_lock_shared(hashtextextended('tags', 0));
    END IF;
    RETURN true;
END $$;

CREATE INDEX tags_name_exactly ON tags (name);

-- Names are told apart by their slugs. A tag that was renamed is found by its
-- name too. Where nothing is left of a name in a slug (base), the name alone
-- tells.
CREATE FUNCTION tag_find(wanted text, made text, base boolean) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT id FROM tags WHERE slug = made AND NOT base),
        (SELECT min(id) FROM tags WHERE name = wanted))
$$;

CREATE OR REPLACE FUNCTION free_slug(kind text, base text, longest integer)
RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    candidate text := left(base, longest);
    n bigint := 0;
    taken boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(kind || candidate, 0));
    LOOP
        IF kind = 'post' THEN
            taken := EXISTS (SELECT FROM posts WHERE slug = candidate);
        ELSIF kind = 'tag' THEN
            taken := EXISTS (SELECT FROM tags WHERE slug = candidate);
        ELSE
            taken := EXISTS (SELECT FROM categories WHERE slug = candidate);
        END IF;
        IF NOT taken THEN
            RETURN candidate;
        END IF;
        n := n + 1;
        candidate := left(base, longest - length('-' || n)) || '-' || n;
    END LOOP;
END $$;

-- The tag of a name, made where there is none. Others may make it at the same
-- time: each query has its own snapshot, and sees what it waited for.
CREATE FUNCTION tag_named(wanted text, made text, base boolean)
RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    found bigint;
BEGIN
    LOOP
        found := tag_find(wanted, made, base);
        IF found IS NULL AND base THEN
            PERFORM pg_advisory_xact_lock(hashtextextended('tag' || made, 0));
            found := tag_find(wanted, made, base);
        END IF;
        IF found IS NULL THEN
            INSERT INTO tags (name, slug)
            VALUES (wanted, CASE WHEN base THEN free_slug('tag', made, 80)
                                 ELSE made END)
            ON CONFLICT (slug) DO NOTHING
            RETURNING id INTO found;
        END IF;
        IF found IS NOT NULL THEN
            RETURN found;
        END IF;
    END LOOP;
END $$;

-- Tags as a post shows them.
CREATE FUNCTION tags_in(ids bigint[])
RETURNS TABLE (id bigint, name text, slug text, n bigint)
LANGUAGE sql STABLE AS $$
    SELECT t.id, t.name, t.slug, u.n
    FROM unnest(ids) WITH ORDINALITY u (id, n) JOIN tags t USING (id)
$$;

-- The same of those that tags_of would make of a list, without making any; ids
-- where there is no list.
CREATE FUNCTION tags_shown(wanted json, ids bigint[])
RETURNS TABLE (id bigint, name text, slug text, n bigint)
LANGUAGE sql STABLE AS $$
    SELECT i.id, i.name, i.slug, i.n FROM tags_in(ids) i WHERE wanted IS NULL
    UNION ALL
    (SELECT DISTINCT ON (s.slug) s.id, s.name, s.slug, s.n FROM (
        SELECT t.id, coalesce(t.name, w.name) AS name,
            coalesce(t.slug, w.slug) AS slug, w.n
        FROM ROWS FROM (json_to_recordset(wanted) AS (id bigint, name text,
                slug text, base boolean))
             WITH ORDINALITY AS w (id, name, slug, base, n)
        LEFT JOIN tags t ON t.id = coalesce(w.id,
            tag_find(w.name, w.slug, coalesce(w.base, false)))
        WHERE t.id IS NOT NULL OR w.id IS NULL) s
     ORDER BY s.slug, s.n)
$$;

-- The ids of a post's tags: of a list of {"id"} and {"name","slug","base"},
-- each once. They are made in the order of their slugs, as by everybody.
CREATE FUNCTION tags_of(wanted json) RETURNS bigint[]
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    one record;
BEGIN
    PERFORM tags_lock(false);
    FOR one IN
        SELECT w.name, w.slug, coalesce(w.base, false) AS base
        FROM json_to_recordset(wanted)
            w (id bigint, name text, slug text, base boolean)
        WHERE w.id IS NULL ORDER BY w.slug, w.name
    LOOP
        PERFORM tag_named(one.name, one.slug, one.base);
    END LOOP;
    RETURN ARRAY(
        SELECT t.id FROM (
            SELECT coalesce(w.id, tag_named(w.name, w.slug,
                                            coalesce(w.base, false))) AS id,
                w.n
            FROM ROWS FROM (json_to_recordset(wanted) AS (id bigint,
                    name text, slug text, base boolean))
                 WITH ORDINALITY AS w (id, name, slug, base, n)) t
        GROUP BY t.id ORDER BY min(t.n));
END $$;

-- Give the posts of a tag another one (NULL: none) in its place. That changes
-- no post's version and leaves no revision, but who follows what the public
-- sees is told. What post_tags says in the statement is as of before it.
CREATE FUNCTION tag_retag(source bigint, target bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('talecraft.retag', 'on', true);
    WITH retagged AS (
        UPDATE posts SET tag_ids =
            CASE WHEN target IS NULL OR target = ANY (tag_ids)
                 THEN array_remove(tag_ids, source)
                 ELSE array_replace(tag_ids, source, target) END
        WHERE id IN (SELECT post_id FROM post_tags WHERE tag_id = source)
        RETURNING id, title, slug, status, category_id, author_id
    ), counted AS (
        INSERT INTO tag_counts (tag_id, category_id, author_id, status, n)
        SELECT target,
            CASE WHEN grouping(category_id) = 1 THEN -1
                 ELSE category_id END,
            CASE WHEN grouping(author_id) = 1 THEN -1 ELSE author_id END,
            status, count(*)
        FROM retagged p
        WHERE target IS NOT NULL AND NOT EXISTS (
            SELECT FROM post_tags t
            WHERE t.post_id = p.id AND t.tag_id = target)
        GROUP BY status, CUBE (category_id, author_id)
        HAVING grouping(category_id) = 1 OR category_id IS NOT NULL
    ), told AS (
        INSERT INTO events (user_id, user_name, address, request_id, action,
                            object_type, object_id, label, changed, public,
                            slug, status)
        SELECT acting_user(), u.username, acting('address'),
            acting('request'), 'edit', 'post', p.id, left(p.title, 300),
            '{tags}', 'updated', p.slug, p.status
        FROM retagged p LEFT JOIN users u ON u.id = acting_user()
        WHERE p.status = 'PUBLISHED'
        RETURNING id
    )
    INSERT INTO event_news (event_id, hook)
    SELECT id, 'post.updated' FROM told;
    DELETE FROM tag_counts WHERE tag_id = source;
    PERFORM set_config('talecraft.retag', '', true);
END $$;

-- Tags (of the cache) of a tag: tag/ID is what posts show of it, tags/ID what
-- it shows itself, posts.tID its list of posts, tags the list of tags. What
-- the public has not met empties nothing.
CREATE FUNCTION tags_leave() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF tag_posts_seen(OLD.id) > 0 THEN
        PERFORM change_tag('tag/' || OLD.id);
        PERFORM change_tag('tags/' || OLD.id);
        PERFORM change_tag('tags');
        PERFORM change_tag('posts.t' || OLD.id);
    END IF;
    PERFORM tag_retag(OLD.id, NULL);
    RETURN OLD;
END $$;
CREATE TRIGGER tags_c_leave BEFORE DELETE ON tags
    FOR EACH ROW EXECUTE FUNCTION tags_leave();

-- Whether it has been done: false where there is no such target, NULL where
-- the source is not there in that version (NULL: in any).
CREATE FUNCTION tags_merge(source bigint, target bigint, wanted bigint)
RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    seen boolean;
BEGIN
    PERFORM tags_lock(true);
    IF NOT EXISTS (SELECT FROM tags WHERE id = source
                   AND (wanted IS NULL OR version = wanted)) THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (SELECT FROM tags WHERE id = target) THEN
        RETURN false;
    END IF;
    seen := tag_posts_seen(source) > 0;
    IF seen THEN
        PERFORM change_tag('tag/' || source);
        PERFORM change_tag('tags/' || source);
        PERFORM change_tag('posts.t' || source);
        PERFORM change_tag('tags/' || target);
        PERFORM change_tag('posts.t' || target);
        PERFORM change_tag('tags');
    END IF;
    PERFORM tag_retag(source, target);
    DELETE FROM tags WHERE id = source;
    RETURN true;
END $$;

CREATE FUNCTION tags_tags() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF tag_posts_seen(NEW.id) > 0 THEN
        PERFORM change_tag('tags');
        PERFORM change_tag('tags/' || NEW.id);
        IF NEW.name <> OLD.name OR NEW.slug <> OLD.slug THEN
            PERFORM change_tag('tag/' || NEW.id);
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tags_tags AFTER UPDATE ON tags
    FOR EACH ROW WHEN (OLD.version <> NEW.version)
    EXECUTE FUNCTION tags_tags();
CREATE TRIGGER tags_emptied AFTER TRUNCATE ON tags
    FOR EACH STATEMENT EXECUTE FUNCTION table_emptied();

-- What is in one of two lists alone.
CREATE FUNCTION ids_apart(a bigint[], b bigint[]) RETURNS bigint[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN a = b THEN '{}' ELSE ARRAY(
        SELECT id FROM unnest(a) id WHERE id <> ALL (b)
        UNION ALL
        SELECT id FROM unnest(b) id WHERE id <> ALL (a)) END
$$;

-- A list of posts carries posts (who is in it and in which order), or that of
-- its category, author and tags (posts.cID, posts.aID, posts.tID), post/ID of
-- each item, and where its order depends on fields that edits change the same
-- with .edited: an edit leaves the lists of others alone.
CREATE OR REPLACE FUNCTION posts_tags() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    was boolean := TG_OP <> 'INSERT' AND OLD.status = 'PUBLISHED';
    is_now boolean := TG_OP <> 'DELETE' AND NEW.status = 'PUBLISHED';
    stays boolean := was AND is_now AND OLD.published_at = NEW.published_at;
    had bigint[] := CASE WHEN was THEN OLD.tag_ids ELSE '{}' END;
    has bigint[] := CASE WHEN is_now THEN NEW.tag_ids ELSE '{}' END;
    place text;
    one bigint;
BEGIN
    IF TG_OP <> 'DELETE' AND NEW.status = 'SCHEDULED' THEN
        PERFORM change_tag('due=' ||
            (extract(epoch FROM NEW.scheduled_publish_at) * 1000000)::bigint);
    END IF;
    IF NOT was AND NOT is_now THEN
        RETURN NULL;
    END IF;
    PERFORM change_tag('post/' ||
        CASE WHEN was THEN OLD.id ELSE NEW.id END);
    PERFORM change_tag('posts.edited');
    IF was AND is_now THEN
        PERFORM change_tag('posts.a' || NEW.author_id || '.edited');
        IF NEW.category_id IS NOT NULL THEN
            PERFORM change_tag('posts.c' || NEW.category_id || '.edited');
        END IF;
        FOREACH one IN ARRAY NEW.tag_ids LOOP
            PERFORM change_tag('posts.t' || one || '.edited');
        END LOOP;
    END IF;
    FOREACH one IN ARRAY CASE
        WHEN stays THEN ids_apart(had, has)
        ELSE has || ids_apart(has, had || has) END
    LOOP
        PERFORM change_tag('posts.t' || one);
    END LOOP;
    FOREACH one IN ARRAY ids_apart(had, has) LOOP
        PERFORM change_tag('tags/' || one);
    END LOOP;
    IF FOUND THEN
        PERFORM change_tag('tags');
    END IF;
    FOREACH one IN ARRAY ids_apart(
        CASE WHEN was THEN ARRAY[OLD.author_id] ELSE '{}' END,
        CASE WHEN is_now THEN ARRAY[NEW.author_id] ELSE '{}' END)
    LOOP
        PERFORM change_tag('author/' || one); -- its number of posts
        PERFORM change_tag('authors');
    END LOOP;
    IF stays AND OLD.category_id IS NOT DISTINCT FROM NEW.category_id
       AND OLD.author_id = NEW.author_id THEN
        RETURN NULL;
    END IF;
    PERFORM change_tag('posts');
    FOR place IN
        SELECT DISTINCT t.tag FROM (VALUES
            (was, 'posts.c' || OLD.category_id),
            (is_now, 'posts.c' || NEW.category_id),
            (was, 'posts.a' || OLD.author_id),
            (is_now, 'posts.a' || NEW.author_id)) t (wanted, tag)
        WHERE t.wanted AND t.tag IS NOT NULL
    LOOP
        PERFORM change_tag(place);
    END LOOP;
    IF was AND is_now
       AND OLD.category_id IS NOT DISTINCT FROM NEW.category_id THEN
        RETURN NULL;
    END IF;
    FOR place IN
        SELECT DISTINCT t.tag FROM (VALUES
            (was, 'count/' || OLD.category_id),
            (is_now, 'count/' || NEW.category_id)) t (wanted, tag)
        WHERE t.wanted AND t.tag IS NOT NULL
    LOOP
        PERFORM change_tag(place);
        PERFORM change_tag('counts');
    END LOOP;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION posts_placed() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    one bigint;
BEGIN
    PERFORM change_tag('posts');
    PERFORM change_tag('posts.a' || NEW.author_id);
    IF NEW.category_id IS NOT NULL THEN
        PERFORM change_tag('posts.c' || NEW.category_id);
    END IF;
    FOREACH one IN ARRAY NEW.tag_ids LOOP
        PERFORM change_tag('posts.t' || one);
    END LOOP;
    RETURN NULL;
END $$;

-- Whether the public has met a tag that goes is told by the posts that lose it,
-- once their rows are held: one of them may be on its way to being published.

DROP FUNCTION tag_retag(bigint, bigint);

-- Give the posts of a tag another one (NULL: none) in its place; true where one
-- of them is published. That changes no post's version and leaves no revision,
-- but who follows what the public sees is told. What post_tags says in the
-- statement is as of before it.
CREATE FUNCTION tag_retag(source bigint, target bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    seen boolean;
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
    ), news AS (
        INSERT INTO event_news (event_id, hook)
        SELECT id, 'post.updated' FROM told
    )
    SELECT EXISTS (SELECT FROM told) INTO seen;
    DELETE FROM tag_counts WHERE tag_id = source;
    PERFORM set_config('talecraft.retag', '', true);
    RETURN seen;
END $$;

-- Tags (of the cache) of a tag: tag/ID is what posts show of it, tags/ID what
-- it shows itself, posts.tID its list of posts, tags the list of tags. What
-- the public has not met empties nothing.
CREATE FUNCTION tag_gone(tag bigint) RETURNS void
LANGUAGE sql VOLATILE AS $$
    SELECT change_tag(t) FROM unnest(ARRAY['tag/' || tag, 'tags/' || tag,
                                           'tags', 'posts.t' || tag]) t
$$;

CREATE OR REPLACE FUNCTION tags_leave() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF tag_retag(OLD.id, NULL) THEN
        PERFORM tag_gone(OLD.id);
    END IF;
    RETURN OLD;
END $$;

-- Whether it has been done: false where there is no such target, NULL where
-- the source is not there in that version (NULL: in any).
CREATE OR REPLACE FUNCTION tags_merge(source bigint, target bigint,
                                      wanted bigint)
RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM tags_lock(true);
    IF NOT EXISTS (SELECT FROM tags WHERE id = source
                   AND (wanted IS NULL OR version = wanted)) THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (SELECT FROM tags WHERE id = target) THEN
        RETURN false;
    END IF;
    IF tag_retag(source, target) THEN
        PERFORM tag_gone(source);
        PERFORM change_tag('tags/' || target);
        PERFORM change_tag('posts.t' || target);
    END IF;
    DELETE FROM tags WHERE id = source;
    RETURN true;
END $$;

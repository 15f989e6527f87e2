-- trash_undelete: a post as it was, but a draft, with its slug or the next
-- free one, without what is gone. params: id, content (NULL: as it was).
-- columns: id; no row where somebody else has had it back, or it has gone.
-- A trigger takes it out of the trash.
WITH t AS MATERIALIZED (
    SELECT d.*, tags.ids AS kept_tags
    FROM (SELECT post FROM post_trash WHERE id = :id::bigint FOR UPDATE) t,
        json_populate_record(NULL::posts, t.post) d,
        LATERAL (SELECT ARRAY(
            SELECT u.id FROM unnest(d.tag_ids) WITH ORDINALITY u (id, n)
            JOIN tags USING (id) ORDER BY u.n) AS ids) tags
)
INSERT INTO posts (id, title, slug, content, excerpt, author_id, category_id,
    status, published_at, published_by_id, last_edited_by_id,
    featured_media_id, thumbnail_media_id, og_media_id, seo_title,
    seo_description, seo_keywords, canonical_url, no_index, tag_ids,
    read_time, words_title, words_excerpt, words_content, version,
    created_at)
SELECT t.id, t.title, free_slug('post', t.slug, 300),
    coalesce(:content::json, t.content), t.excerpt, t.author_id,
    (SELECT id FROM categories WHERE id = t.category_id), 'DRAFT',
    t.published_at, (SELECT id FROM users WHERE id = t.published_by_id),
    (SELECT id FROM users WHERE id = t.last_edited_by_id),
    (SELECT id FROM media WHERE id = t.featured_media_id),
    (SELECT id FROM media WHERE id = t.thumbnail_media_id),
    (SELECT id FROM media WHERE id = t.og_media_id),
    t.seo_title, t.seo_description, t.seo_keywords, t.canonical_url,
    t.no_index, t.kept_tags, t.read_time, t.words_title, t.words_excerpt,
    t.words_content, t.version + 1, t.created_at
FROM t
RETURNING id

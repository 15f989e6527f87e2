-- posts_update: the fields that were sent. params: id, version (the row must
-- still have it), data (JSON object by column), editor,
-- read_time, words_title, words_excerpt, words_content (NULL: as they are),
-- tags (see tags_of; they are made once the row is held).
-- Part apply: they are those of the working copy, which goes. params: copy (its
-- version, which it must still have).
-- columns: id; no row where the version is another one by now.
WITH
--? apply
copy AS MATERIALIZED (
    SELECT post_id FROM working_copies
    WHERE post_id = :id::bigint AND version = :copy::bigint FOR UPDATE
),
--.
changed AS (
UPDATE posts p SET (title, slug, content, excerpt, author_id, category_id,
    status, scheduled_publish_at, scheduled_by_id, published_at,
    published_by_id, featured_media_id, thumbnail_media_id, og_media_id,
    seo_title, seo_description, seo_keywords, canonical_url, no_index,
    tag_ids, last_edited_by_id, read_time, words_title, words_excerpt,
    words_content, created_at) = (
    SELECT d.title, d.slug, d.content, d.excerpt, d.author_id, d.category_id, d.status,
        CASE WHEN d.status = 'SCHEDULED' THEN d.scheduled_publish_at END,
        CASE WHEN d.status <> 'SCHEDULED' THEN NULL
             WHEN p.status = 'SCHEDULED' AND d.scheduled_publish_at =
                  p.scheduled_publish_at THEN p.scheduled_by_id
             ELSE :editor::bigint END,
        CASE WHEN d.status = 'PUBLISHED' THEN
             coalesce(d.published_at, clock_timestamp())
             ELSE d.published_at END,
        CASE WHEN d.status = 'PUBLISHED' AND p.status <> 'PUBLISHED' THEN
             :editor::bigint ELSE p.published_by_id END,
        d.featured_media_id, d.thumbnail_media_id, d.og_media_id,
        d.seo_title, d.seo_description, d.seo_keywords, d.canonical_url,
        d.no_index,
--? tags
        tags_of(:tags::json),
--.
--? tags.stay
        d.tag_ids,
--.
        :editor::bigint,
        coalesce(:read_time::integer, d.read_time),
        coalesce(:words_title, p.words_title),
        coalesce(:words_excerpt, p.words_excerpt),
        coalesce(:words_content, p.words_content), d.created_at
    FROM json_populate_record(p, :data::json) d)
WHERE p.id = :id::bigint AND p.version = :version::bigint
--? tags
  AND EXISTS (SELECT FROM posts h
              WHERE h.id = :id::bigint AND h.version = :version::bigint
                AND (SELECT tags_lock(false))
              FOR NO KEY UPDATE)
--.
--? apply
  AND EXISTS (SELECT FROM copy)
--.
RETURNING p.id
)
--? apply
, gone AS (
    DELETE FROM working_copies w USING changed c WHERE w.post_id = c.id
)
--.
SELECT id FROM changed

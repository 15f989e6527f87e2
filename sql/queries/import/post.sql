-- A post as it was elsewhere. A time of publishing that is ahead makes it a
-- scheduled one. params: data (JSON object by column; id: kept where it is
-- free), slug_base
-- (made free), read_time, words_title, words_excerpt, words_content.
-- columns: id, slug.
INSERT INTO posts (id, title, slug, content, excerpt, author_id, category_id,
    status, scheduled_publish_at, scheduled_by_id, published_at,
    published_by_id, last_edited_by_id, featured_media_id, thumbnail_media_id, og_media_id,
    seo_title, seo_description, seo_keywords, canonical_url, no_index,
    tag_ids, read_time, words_title, words_excerpt, words_content, created_at,
    updated_at)
SELECT coalesce((SELECT d.id WHERE NOT EXISTS
                 (SELECT FROM posts o WHERE o.id = d.id)),
                nextval(pg_get_serial_sequence('posts', 'id'))),
    d.title, free_slug('post', :slug_base, 300), d.content,
    coalesce(d.excerpt, ''), d.author_id, d.category_id,
    CASE WHEN ahead THEN 'SCHEDULED' ELSE d.status END,
    CASE WHEN ahead THEN d.published_at
         WHEN d.status = 'SCHEDULED' THEN d.scheduled_publish_at END,
    CASE WHEN ahead OR d.status = 'SCHEDULED' THEN d.author_id END,
    CASE WHEN NOT ahead THEN d.published_at END,
    CASE WHEN d.published_at IS NOT NULL AND NOT ahead
         THEN d.published_by_id END,
    d.last_edited_by_id,
    d.featured_media_id, d.thumbnail_media_id, d.og_media_id,
    coalesce(d.seo_title, ''), coalesce(d.seo_description, ''),
    coalesce(d.seo_keywords, ''), coalesce(d.canonical_url, ''),
    coalesce(d.no_index, false), coalesce(d.tag_ids, '{}'),
    :read_time::integer, :words_title, :words_excerpt, :words_content,
    coalesce(d.created_at, d.published_at, clock_timestamp()),
    coalesce(d.updated_at, d.published_at, d.created_at, clock_timestamp())
FROM json_populate_record(NULL::posts, :data::json) d,
    LATERAL (SELECT d.status = 'PUBLISHED'
                    AND d.published_at > clock_timestamp() AS ahead) a
RETURNING id, slug

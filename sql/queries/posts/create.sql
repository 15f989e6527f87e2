-- posts_create: a new draft. params: data (JSON object by column), author,
-- slug (given) or slug_base (to be made free), tags (see tags_of), read_time,
-- words_title, words_excerpt, words_content.
-- columns: id.
INSERT INTO posts (title, slug, content, excerpt, author_id, category_id,
    featured_media_id, thumbnail_media_id, og_media_id, seo_title,
    seo_description, seo_keywords, canonical_url, no_index, tag_ids,
    read_time, words_title, words_excerpt, words_content,
    published_at, created_at)
SELECT d.title, coalesce(:slug, free_slug('post', :slug_base, 300)),
    d.content, coalesce(d.excerpt, ''), :author::bigint, d.category_id,
    d.featured_media_id, d.thumbnail_media_id, d.og_media_id,
    coalesce(d.seo_title, ''), coalesce(d.seo_description, ''),
    coalesce(d.seo_keywords, ''), coalesce(d.canonical_url, ''),
    coalesce(d.no_index, false), coalesce(tags_of(:tags::json), '{}'),
    :read_time::integer, :words_title,
    :words_excerpt, :words_content, d.published_at,
    coalesce(d.created_at, clock_timestamp())
FROM json_populate_record(NULL::posts, :data::json) d
RETURNING id

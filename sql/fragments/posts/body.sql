-- A post's detail: post p, whose media stand in table :{media}, its tags
-- in what function :{tags} gives.
SELECT p.id, p.title, p.slug, p.content, p.excerpt,
--< users/person id=p.author_id
    AS author,
    (SELECT row_to_json(o) FROM (SELECT c.id, c.name, c.slug
                                 FROM categories c
                                 WHERE c.id = p.category_id
                                   AND (:hidden::boolean OR c.is_active)) o)
        AS category,
    p.status, iso(p.scheduled_publish_at) AS scheduled_publish_at,
    iso(p.published_at) AS published_at,
--< users/person id=p.published_by_id
    AS published_by,
--< users/person id=p.last_edited_by_id
    AS last_edited_by,
--< media/public_of id=p.featured_media_id
    AS featured_media,
--< media/public_of id=p.thumbnail_media_id
    AS thumbnail_media,
--< media/public_of id=p.og_media_id
    AS og_media,
    p.seo_title, p.seo_description, p.seo_keywords, p.canonical_url,
    p.no_index,
    (SELECT v.view_count FROM post_views v WHERE v.id = p.id) AS view_count,
    p.read_time, iso(p.created_at) AS created_at,
    iso(p.updated_at) AS updated_at,
    (SELECT coalesce('[' || string_agg(((
--< media/public
    ))::text, ',' ORDER BY pm.position) || ']', '[]')::json
     FROM :{media} pm JOIN media m ON m.id = pm.media_id
     JOIN media_files f ON f.id = m.file_id
     WHERE pm.post_id = p.id AND pm.position IS NOT NULL) AS media_blocks,
--< tags/of tags=:{tags}
    AS tags,
    p.version

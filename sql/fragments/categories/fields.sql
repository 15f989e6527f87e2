-- What everybody may know of a category c.
c.id, c.name, c.slug, c.description,
(SELECT up.slug FROM categories up WHERE up.id = c.parent_id
    AND (:hidden::boolean OR up.is_active)) AS parent,
(SELECT coalesce(sum(n), 0)::bigint FROM post_counts
 WHERE category_id = c.id AND author_id = -1 AND status = 'PUBLISHED')
    AS post_count,
c.seo_title, c.seo_description, c.seo_keywords, c.canonical_url, c.no_index,
c.is_featured, c."order"

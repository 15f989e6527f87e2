-- One item of a list: post p, its author a, category c, thumbnail m with f.
-- Parts: item, and item.signed for who has signed in, or expand, the detail.
--? item
SELECT p.id, p.title, p.slug, p.excerpt, a.username AS author,
    c.name AS category,
    CASE WHEN m.id IS NOT NULL THEN (
--< media/public
    ) END AS thumbnail,
    p.status, p.read_time, iso(p.published_at) AS published_at,
    iso(p.created_at) AS created_at, iso(p.updated_at) AS updated_at,
--< tags/names
    AS tags,
    person_name(a) AS author_name, c.id AS category_id,
    c.slug AS category_slug, p.no_index, p.canonical_url
--.
--? item.signed
    , iso(p.scheduled_publish_at) AS scheduled_publish_at, p.version,
    (SELECT username FROM users WHERE id = p.last_edited_by_id)
        AS last_edited_by,
    EXISTS (SELECT FROM working_copies w WHERE w.post_id = p.id)
        AS has_working_copy,
    coalesce((SELECT submitted FROM working_copies w WHERE w.post_id = p.id),
             false) AS working_copy_submitted,
    (SELECT count(*) FROM post_notes n WHERE n.post_id = p.id
       AND n.parent_id IS NULL AND NOT n.resolved) AS open_notes
--.
--? expand
--< posts/body media=post_media tags=tags_in(p.tag_ids)
--.

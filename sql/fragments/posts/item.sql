-- One item of a list: post p, its author a, category c, thumbnail m with f.
SELECT p.id, p.title, p.slug, p.excerpt, a.username AS author,
    c.name AS category,
    CASE WHEN m.id IS NOT NULL THEN (
--< media/public
    ) END AS thumbnail,
    p.status, p.read_time, iso(p.published_at) AS published_at,
    iso(p.created_at) AS created_at, iso(p.updated_at) AS updated_at

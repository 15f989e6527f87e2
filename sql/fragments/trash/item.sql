-- A post t in the trash. params: days (that it is kept).
(SELECT row_to_json(o)::text FROM (
    SELECT t.id, t.title,
--< users/person id=t.author_id
        AS author,
        t.status, iso(t.deleted_at) AS deleted_at,
--< users/person id=t.deleted_by_id
        AS deleted_by,
        iso(t.deleted_at + make_interval(days => :days::integer)) AS purge_at
) o)

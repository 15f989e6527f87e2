-- A working copy w of post p. params: files.
(SELECT row_to_json(o)::text FROM (SELECT w.fields, w.base_version,
    w.base_version <> p.version AS stale, w.submitted,
--< users/person id=w.author_id
    AS author,
    (SELECT coalesce('[' || string_agg(((
--< media/public
    ))::text, ',' ORDER BY wm.position) || ']', '[]')::json
     FROM working_copy_media wm JOIN media m ON m.id = wm.media_id
     JOIN media_files f ON f.id = m.file_id
     WHERE wm.post_id = p.id AND wm.position IS NOT NULL) AS media_blocks,
    w.version, iso(w.created_at) AS created_at,
    iso(w.updated_at) AS updated_at) o)

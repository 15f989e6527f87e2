-- What makes the detail of a post out of date, beside what makes an item so.
concat_ws(E'\n', 'user/' || p.published_by_id, 'user/' || p.last_edited_by_id,
    (SELECT string_agg('media/' || pm.media_id, E'\n')
     FROM post_media pm WHERE pm.post_id = p.id))

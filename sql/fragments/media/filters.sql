--? nothing
AND false
--.
--? own
AND m.uploaded_by_id = :caller::bigint
--.
--? media_type
AND f.media_type = :media_type
--.
--? status
AND f.status = :status
--.
--? file_hash
AND f.sha256 = :file_hash
--.
--? in_use
AND (EXISTS (SELECT FROM post_media pm WHERE pm.media_id = m.id)
     OR EXISTS (SELECT FROM users u WHERE u.avatar_media_id = m.id)
     OR EXISTS (SELECT FROM working_copy_media wm WHERE wm.media_id = m.id))
    = :in_use::boolean
--.
--% search m.original_name, m.alt_text, m.caption

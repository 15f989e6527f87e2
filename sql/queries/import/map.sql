-- What became of all that came from a source. params: source, kind, after (an
-- old id: those behind it), limit. columns: kind, old_id, old_url, new_id, path
-- (of the API; empty: it was deleted since).
SELECT i.kind, i.old_id, i.old_url, i.new_id, coalesce(CASE i.kind
    WHEN 'user' THEN (SELECT '/authors/' || username || '/'
                      FROM users WHERE id = i.new_id)
    WHEN 'category' THEN (SELECT '/categories/slug/' || slug || '/'
                          FROM categories WHERE id = i.new_id)
    WHEN 'tag' THEN (SELECT '/tags/slug/' || slug || '/'
                     FROM tags WHERE id = i.new_id)
    WHEN 'media' THEN (SELECT '/media/' || id || '/'
                       FROM media WHERE id = i.new_id)
    WHEN 'ad' THEN (SELECT '/ad-placements/' || id || '/'
                    FROM ad_placements WHERE id = i.new_id)
    ELSE (SELECT '/posts/slug/' || slug || '/'
          FROM posts WHERE id = i.new_id) END, '') AS path
FROM imported i
WHERE i.source = :source AND (i.kind, i.old_id) > (:kind::text, :after::text)
ORDER BY i.kind, i.old_id
LIMIT :limit::bigint

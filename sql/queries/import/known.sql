-- What an old id has become. params: source, kind, old_id. columns: new_id,
-- there (it was not deleted since). No row: it was not imported.
SELECT i.new_id, CASE i.kind
    WHEN 'user' THEN EXISTS (SELECT FROM users WHERE id = i.new_id)
    WHEN 'category' THEN EXISTS (SELECT FROM categories WHERE id = i.new_id)
    WHEN 'tag' THEN EXISTS (SELECT FROM tags WHERE id = i.new_id)
    WHEN 'media' THEN EXISTS (SELECT FROM media WHERE id = i.new_id)
    WHEN 'ad' THEN EXISTS (SELECT FROM ad_placements WHERE id = i.new_id)
    ELSE EXISTS (SELECT FROM posts WHERE id = i.new_id) END AS there
FROM imported i
WHERE i.source = :source AND i.kind = :kind AND i.old_id = :old_id

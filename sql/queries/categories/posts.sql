-- categories_posts: the first hundred posts of a category, for an editor.
-- params: id. columns: posts (JSON array of ids).
SELECT coalesce('[' || string_agg(p.id::text, ',' ORDER BY p.id) || ']', '[]')
    AS posts
FROM (SELECT id FROM posts WHERE category_id = :id::bigint
      ORDER BY id LIMIT 100) p

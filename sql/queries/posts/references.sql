-- posts_references: what the relations of a post's body lead to.
-- params: media (ids, comma-separated), category, author, hidden (inactive
-- categories too), tags (ids, comma-separated), post (0: a new one; its own
-- category counts all the same).
-- columns: media (lines "id type status"), tags (lines of ids), category,
-- author (NULL where there is none).
SELECT
    (SELECT string_agg(m.id || ' ' || f.media_type || ' ' || f.status, E'\n')
     FROM media m JOIN media_files f ON f.id = m.file_id
     WHERE m.id = ANY (('{' || :media || '}')::bigint[])) AS media,
    (SELECT string_agg(id::text, E'\n') FROM tags
     WHERE id = ANY (('{' || :tags || '}')::bigint[])) AS tags,
    (SELECT c.id FROM categories c WHERE c.id = :category::bigint
       AND (:hidden::boolean OR c.is_active OR EXISTS (
           SELECT FROM posts p WHERE p.id = :post::bigint
           AND p.category_id = c.id))) AS category,
    (SELECT id FROM users WHERE id = :author::bigint) AS author

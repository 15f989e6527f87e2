-- posts_references: what the relations of a post's body lead to.
-- params: media (ids, comma-separated), category, author.
-- columns: media (lines "id type status"), category, author (NULL where
-- there is none).
SELECT
    (SELECT string_agg(m.id || ' ' || f.media_type || ' ' || f.status, E'\n')
     FROM media m JOIN media_files f ON f.id = m.file_id
     WHERE m.id = ANY (('{' || :media || '}')::bigint[])) AS media,
    (SELECT id FROM categories WHERE id = :category::bigint) AS category,
    (SELECT id FROM users WHERE id = :author::bigint) AS author

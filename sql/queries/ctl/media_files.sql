-- talecraftctl media orphans: the files that rows name, a page at a time.
-- params: after (id), limit. columns: id, sha256, extension, public (names
-- below the folder of all keys, a line each; null: none yet), media (ids).
SELECT f.id, f.sha256, f.extension,
    (SELECT string_agg(substr(f.key, 1, 2) || '/' || f.key || '/' || n.name,
                       E'\n' ORDER BY n.name)
     FROM (SELECT v ->> 'file' AS name FROM jsonb_array_elements(f.variants) v
           UNION
           SELECT f.video_file WHERE f.video_file IS NOT NULL) n) AS public,
    coalesce((SELECT string_agg(m.id::text, ',' ORDER BY m.id)
              FROM media m WHERE m.file_id = f.id), '') AS media
FROM media_files f
WHERE f.id > :after::bigint
ORDER BY f.id
LIMIT :limit::integer

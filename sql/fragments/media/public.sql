-- What everybody may know of a media row m with its file f. The sizes are
-- read once for all three fields that are made of them.
SELECT row_to_json(o) FROM (SELECT m.id, f.media_type, f.mime_type, f.status,
    CASE WHEN f.status <> 'READY' THEN NULL
         WHEN f.media_type = 'VIDEO' THEN
            :files || left(f.key, 2) || '/' || f.key || '/' || f.video_file
         ELSE s.url END AS url,
    CASE WHEN f.status = 'READY' AND f.media_type = 'IMAGE'
         THEN s.srcset END AS srcset,
    coalesce('{' || s.variants || '}', '{}')::json AS variants,
    CASE WHEN f.status = 'READY' THEN f.placeholder END AS placeholder,
    f.width, f.height, f.duration, m.alt_text, m.caption
    FROM (
        SELECT coalesce(max(x.url) FILTER (WHERE v.name = 'large'),
                        max(x.url) FILTER (WHERE v.name = 'original')) AS url,
            string_agg(x.url || ' ' || x.width || 'w', ', '
                       ORDER BY x.width) AS srcset,
            string_agg(to_json(v.name)::text || ':' || row_to_json(x)::text,
                       ',' ORDER BY v.n DESC) AS variants
        FROM ROWS FROM (jsonb_to_recordset(f.variants) AS (name text,
                file text, width integer, height integer, file_size bigint))
              WITH ORDINALITY AS v (name, file, width, height, file_size, n),
            LATERAL (SELECT :files || left(f.key, 2) || '/' || f.key || '/' ||
                            v.file AS url, v.width, v.height, v.file_size) x
    ) s) o

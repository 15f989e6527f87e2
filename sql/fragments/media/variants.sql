-- f: media_files. :files is scheme, host and TalecraftMediaURL.
(SELECT coalesce('{' || string_agg(to_json(v.name)::text || ':' ||
        row_to_json(x)::text, ',' ORDER BY v.n DESC) || '}', '{}')::json
 FROM ROWS FROM (jsonb_to_recordset(f.variants) AS (name text, file text,
        width integer, height integer, file_size bigint))
      WITH ORDINALITY AS v (name, file, width, height, file_size, n),
      LATERAL (SELECT :files || left(f.key, 2) || '/' || f.key || '/' ||
                      v.file AS url, v.width, v.height, v.file_size) x)

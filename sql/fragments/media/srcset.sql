CASE WHEN f.status = 'READY' AND f.media_type = 'IMAGE' THEN
    (SELECT string_agg(:files || left(f.key, 2) || '/' || f.key || '/' ||
                       v.file || ' ' || v.width || 'w', ', '
                       ORDER BY v.width)
     FROM jsonb_to_recordset(f.variants) AS v (file text, width integer))
END

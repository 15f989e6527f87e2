CASE WHEN f.status <> 'READY' THEN NULL
     WHEN f.media_type = 'VIDEO' THEN
        :files || left(f.key, 2) || '/' || f.key || '/' || f.video_file
     ELSE (SELECT :files || left(f.key, 2) || '/' || f.key || '/' || v.file
           FROM jsonb_to_recordset(f.variants) AS v (name text, file text)
           WHERE v.name IN ('large', 'original')
           ORDER BY v.name LIMIT 1)
END

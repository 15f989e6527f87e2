-- Whether a media row has left files behind that are not being processed.
EXISTS (SELECT FROM media_left l JOIN media_files f ON f.id = l.file_id
    WHERE f.lease_until IS NULL OR f.lease_until <= clock_timestamp())

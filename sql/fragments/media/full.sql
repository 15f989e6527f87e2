-- What its uploader and editors see of a media row m with its file f.
SELECT row_to_json(o) FROM (SELECT m.id, f.media_type, f.status,
    :media_api || m.id || '/original/' AS original_file,
--< media/variants
    AS variants,
    f.width, f.height, f.duration, f.size AS file_size,
    f.sha256 AS file_hash, f.mime_type, m.original_name, m.alt_text,
    m.caption, f.error, up.username AS uploaded_by,
    iso(m.created_at) AS created_at,
    iso(greatest(m.updated_at, f.updated_at)) AS updated_at,
--< media/url
    AS url,
--< media/srcset
    AS srcset,
    CASE WHEN f.status = 'READY' THEN f.placeholder END AS placeholder) o

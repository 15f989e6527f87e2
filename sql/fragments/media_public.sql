-- What everybody may know of a media row m with its file f.
SELECT row_to_json(o) FROM (SELECT m.id, f.media_type, f.mime_type, f.status,
--< media_url
    AS url,
--< media_srcset
    AS srcset,
--< media_variants
    AS variants,
    CASE WHEN f.status = 'READY' THEN f.placeholder END AS placeholder,
    f.width, f.height, f.duration, m.alt_text, m.caption) o

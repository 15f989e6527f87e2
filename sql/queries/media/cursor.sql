-- media_cursor: the media behind (or, backwards, before) a key.
-- params: limit, backwards, k1, kid, files, media_api, and those of the
-- filters. columns: due, next_due, more, results, first_k1, first_k2,
-- first_id, last_k1, last_k2, last_id.
WITH
--< due
,
looked AS MATERIALIZED (
    SELECT u.id, u.n FROM unnest(ARRAY(
        SELECT m.id FROM
--< media/from
        WHERE true
--< media/filters
--? after.default.asc
        AND (m.created_at, m.id) > (:k1::timestamptz, :kid::bigint)
--.
--? after.default.desc
        AND (m.created_at, m.id) < (:k1::timestamptz, :kid::bigint)
--.
--? after.created_at.asc
        AND (m.created_at, m.id) > (:k1::timestamptz, :kid::bigint)
--.
--? after.created_at.desc
        AND (m.created_at, m.id) < (:k1::timestamptz, :kid::bigint)
--.
--? after.file_size.asc
        AND (f.size, m.id) > (:k1::bigint, :kid::bigint)
--.
--? after.file_size.desc
        AND (f.size, m.id) < (:k1::bigint, :kid::bigint)
--.
--? after.original_name.asc
        AND (m.original_name COLLATE "und-x-icu", m.id) >
            (:k1::text, :kid::bigint)
--.
--? after.original_name.desc
        AND (m.original_name COLLATE "und-x-icu", m.id) <
            (:k1::text, :kid::bigint)
--.
--< cursor_page
items AS MATERIALIZED (
    SELECT page.n, m.id, ((
--< media/full
    ))::text AS item,
--? keys.default
        iso(m.created_at) AS k1, NULL AS k2
--.
--? keys.created_at
        iso(m.created_at) AS k1, NULL AS k2
--.
--? keys.file_size
        f.size::text AS k1, NULL AS k2
--.
--? keys.original_name
        m.original_name AS k1, NULL AS k2
--.
    FROM page JOIN media m USING (id) JOIN media_files f ON f.id = m.file_id
    JOIN users up ON up.id = m.uploaded_by_id
),
--< cursor_ends
--< media/orders

-- changes_read: what the public can see that has changed behind a cursor, and
-- where to go on.
-- params: seq, mark (null: behind the newest), limit.
-- columns: known (the cursor is one of ours), seq, mark (of the last one that
-- is told, or of the cursor), results, told (their number), news (there is
-- something that has no number yet). Always one row.
WITH since AS MATERIALIZED (
    SELECT c.seq, c.mark FROM public_changes c
    WHERE c.seq = coalesce(:seq::bigint,
                           (SELECT max(seq) FROM public_changes))
      AND (:mark::text IS NULL OR c.mark = :mark::text)
), page AS MATERIALIZED (
    SELECT c.seq, c.mark, row_to_json(o)::text AS item
    FROM (
        SELECT c.* FROM public_changes c
        WHERE c.seq > (SELECT seq FROM since)
        ORDER BY c.seq LIMIT :limit::bigint
    ) c
    JOIN events e ON e.id = c.event_id
    CROSS JOIN LATERAL (
        SELECT e.object_type AS type, e.object_id AS id, e.slug,
               e.public AS action, iso(e.at) AS at
    ) o
), last AS (
    SELECT seq, mark FROM page UNION ALL SELECT seq, mark FROM since
    ORDER BY seq DESC LIMIT 1
)
SELECT EXISTS (SELECT FROM since) AS known, last.seq, last.mark,
    (SELECT coalesce('[' || string_agg(item, ',' ORDER BY seq) || ']', '[]')
     FROM page) AS results,
    (SELECT count(*) FROM page) AS told,
    EXISTS (SELECT FROM event_news) AS news
FROM (VALUES (1)) one LEFT JOIN last ON true

-- Of the tags that were asked for (CTE tagged): ids, the one with the fewest
-- public posts first, NULL where one of them is unknown; first; whether the
-- public has met them all. :tag_ids and :tag_slugs are separated by commas.
--? tagged
tagged AS MATERIALIZED (
    SELECT ids, ids[1] AS first, met FROM (
        SELECT CASE WHEN bool_and(t.id IS NOT NULL)
                    THEN array_agg(t.id ORDER BY s.seen) END AS ids,
            bool_and(t.id IS NOT NULL AND s.seen > 0) AS met
        FROM (
            SELECT DISTINCT w.id FROM (
                SELECT (SELECT k.id FROM tags k WHERE k.id = i) AS id
                FROM unnest(string_to_array(:tag_ids, ',')::bigint[]) i
                UNION ALL
                SELECT (SELECT k.id FROM tags k WHERE k.slug = i)
                FROM unnest(string_to_array(:tag_slugs, ',')) i) w
        ) t, LATERAL (SELECT
--< tags/seen
            AS seen) s
    ) a
),
--.

-- An ad placement, or the one of that name. params: data (JSON object by column;
-- id: kept where it is free). columns: id, made.
WITH given AS MATERIALIZED (
    SELECT * FROM json_populate_record(NULL::ad_placements, :data::json)
), known AS MATERIALIZED (
    SELECT a.id FROM ad_placements a JOIN given g ON a.name = g.name
), made AS (
    INSERT INTO ad_placements (id, name, description, is_active,
        show_on_desktop, show_on_mobile, created_at, updated_at)
    SELECT CASE WHEN g.id IN (SELECT a.id FROM ad_placements a)
            THEN nextval(pg_get_serial_sequence('ad_placements', 'id'))
            ELSE g.id END,
        g.name, coalesce(g.description, ''), coalesce(g.is_active, true),
        coalesce(g.show_on_desktop, true), coalesce(g.show_on_mobile, true),
        coalesce(g.created_at, clock_timestamp()),
        coalesce(g.updated_at, g.created_at, clock_timestamp())
    FROM given g
    WHERE NOT EXISTS (SELECT FROM known)
    RETURNING id
)
SELECT id, true AS made FROM made
UNION ALL
SELECT id, false FROM known

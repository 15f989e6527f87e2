-- ads_create: params: data (JSON object by column).
-- columns: id, version, body.
WITH a AS (
    INSERT INTO ad_placements (name, description, is_active, show_on_desktop,
        show_on_mobile)
    SELECT d.name, coalesce(d.description, ''), coalesce(d.is_active, true),
        coalesce(d.show_on_desktop, true), coalesce(d.show_on_mobile, true)
    FROM json_populate_record(NULL::ad_placements, :data::json) d
    RETURNING *
)
SELECT a.id, a.version,
--< ads/item
    AS body FROM a

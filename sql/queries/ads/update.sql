-- ads_update: the fields that were sent. params: id, version (NULL: any),
-- data (JSON object by column). columns: version, body.
WITH a AS (
    UPDATE ad_placements k SET (name, description, is_active,
        show_on_desktop, show_on_mobile) = (
        SELECT d.name, d.description, d.is_active, d.show_on_desktop,
            d.show_on_mobile
        FROM json_populate_record(k, :data::json) d)
    WHERE k.id = :id::bigint
      AND (:version::bigint IS NULL OR k.version = :version::bigint)
    RETURNING *
)
SELECT a.version,
--< ads/item
    AS body FROM a

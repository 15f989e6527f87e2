-- media_update: the fields that were sent. params: id, version (NULL: any),
-- data (JSON object by column). columns: id.
UPDATE media k SET (alt_text, caption) = (
    SELECT d.alt_text, d.caption
    FROM json_populate_record(k, :data::json) d)
WHERE k.id = :id::bigint
  AND (:version::bigint IS NULL OR k.version = :version::bigint)
RETURNING k.id

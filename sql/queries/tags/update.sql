-- tags_update: the fields that were sent. params: id, version (NULL: any),
-- data (JSON object by column). columns: version, body; no row where the
-- version is another one.
WITH t AS (
    UPDATE tags k SET (name, slug, description) = (
        SELECT d.name, d.slug, d.description
        FROM json_populate_record(k, :data::json) d)
    WHERE k.id = :id::bigint
      AND (:version::bigint IS NULL OR k.version = :version::bigint)
      AND (SELECT tags_lock(true))
    RETURNING *
)
SELECT t.version, (
--< tags/staff
) AS body FROM t

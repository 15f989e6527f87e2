-- The columns that were sent. params: id, version (NULL: any), data (JSON
-- object by column). columns: version, body.
WITH :{a} AS (
    UPDATE :{table} k SET (:{columns}) = (
        SELECT :{sent} FROM json_populate_record(k, :data::json) d)
    WHERE k.id = :id::bigint
      AND (:version::bigint IS NULL OR k.version = :version::bigint)
    RETURNING *
)
SELECT :{a}.version,
--$ item
    AS body FROM :{a}

-- params: data (JSON object by column). columns: id, version, body.
WITH :{a} AS (
    INSERT INTO :{table} (:{columns})
    SELECT :{first}
    FROM json_populate_record(NULL:::{table}, :data::json) d
    RETURNING *
)
SELECT :{a}.id, :{a}.version,
--$ item
    AS body FROM :{a}

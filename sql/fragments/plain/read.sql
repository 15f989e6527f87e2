-- A row. params: id. columns: version, body, tags.
SELECT :{a}.version,
--$ item
    AS body, ':{tag}/' || :{a}.id AS tags
FROM :{table} :{a} WHERE :{a}.id = :id::bigint
--$ public

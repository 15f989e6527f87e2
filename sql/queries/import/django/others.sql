-- Tables that nothing is taken of, and how many rows they have; Django's own
-- are none of the service's. params: taken (JSON array of names and nulls). columns:
-- name, count.
SELECT c.oid::regclass::text AS name,
    (xpath('/table/row/n/text()', query_to_xml(
        format('SELECT count(*) AS n FROM %s', c.oid::regclass),
        false, false, '')))[1]::text AS count
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema'
    AND n.nspname !~ '^pg_' AND NOT c.relispartition
    AND c.relname !~ '^(django_|auth_permission$|auth_group_permissions$)'
    AND NOT EXISTS (SELECT FROM json_array_elements_text(:taken::json) t
                    WHERE t.value = c.oid::regclass::text)
ORDER BY 1

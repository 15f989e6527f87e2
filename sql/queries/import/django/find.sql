-- Which tables of a Django service have what is imported: by the columns that
-- they have, or by name where one is given; tables of django-simple-history
-- look alike and are none, and only what is called so is of tags. params: names (JSON array: with or without the
-- schema, or null). columns: number (as in
-- import/django/django_source.h), name (null: there is none; many rows: it
-- cannot be told), most (the highest id), wanted (columns).
WITH found AS MATERIALIZED (
    SELECT c.oid, c.relname::text AS short, c.oid::regclass::text AS name,
        array_agg(a.attname::text) AS columns
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema'
        AND n.nspname !~ '^pg_' AND NOT c.relispartition
    GROUP BY c.oid, c.relname
), wanted (number, given, columns, called) AS (VALUES
    (0, :names::json ->> 0, '{id,username,password,email,is_active,date_joined}'::text[], ''),
    (1, :names::json ->> 1, '{id,name,slug,parent_id,is_featured}', ''),
    (2, :names::json ->> 2, '{id,original_file,media_type,uploaded_by_id}', ''),
    (3, :names::json ->> 3, '{id,title,slug,content,status,author_id}', ''),
    (4, :names::json ->> 4, '{id,name,show_on_desktop,show_on_mobile}', ''),
    (5, :names::json ->> 5, '{id,post_id,old_slug}', ''),
    (6, :names::json ->> 6, '{id,name,slug}', '(^|_)tags?$'),
    (7, :names::json ->> 7, '{id,tag_id}', '(_tags|_taggeditem)$')
)
SELECT w.number, f.name,
    coalesce(CASE WHEN f.oid IS NOT NULL
        THEN (xpath('/table/row/most/text()', query_to_xml(
            format('SELECT max(id) AS most FROM %s', f.oid::regclass),
            false, false, '')))[1]::text END, '0') AS most,
    array_to_string(w.columns, ', ') AS wanted
FROM wanted w
LEFT JOIN found f ON CASE WHEN w.given IS NOT NULL
    THEN w.given IN (f.short, f.name)
    ELSE f.columns @> w.columns AND NOT f.columns && '{history_id}'
        AND f.short ~ w.called END
ORDER BY w.number, f.name

-- The same of posts, each with the ids of its tags as "tag_ids"
-- (import_django_tags). Those whose slug must change come last, and take no
-- slug of another one.
DO 'DECLARE rows refcursor := ''talecraft_rows''; '
   'BEGIN OPEN rows FOR EXECUTE format( '
   '''WITH links AS MATERIALIZED ( '
   '    SELECT post_id, json_agg(tag_id ORDER BY id) AS tag_ids '
   '    FROM (%2$s) j GROUP BY post_id) '
   'SELECT row_to_json(t) FROM ( '
   '    SELECT p.*, l.tag_ids FROM %1$s p '
   '    LEFT JOIN links l ON l.post_id = p.id::text) t '
   'ORDER BY t.slug ~ ''''^([0-9]+|null)$'''', t.id'', '
   'current_setting(''talecraft.table'')::regclass, '
   'current_setting(''talecraft.tags'')); END'

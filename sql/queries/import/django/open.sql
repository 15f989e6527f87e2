-- Rows as JSON, in the order of their ids, from a table that is known at run
-- time alone (import_django_choose).
DO 'DECLARE rows refcursor := ''talecraft_rows''; '
   'BEGIN OPEN rows FOR EXECUTE format( '
   '''SELECT row_to_json(t) FROM %s t ORDER BY t.id'', '
   'current_setting(''talecraft.table'')::regclass); END'

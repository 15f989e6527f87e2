-- Where the next cursor finds the tags of posts: in a table between both, in
-- that of django-taggit, which has those of anything, or nowhere.
-- params: between, posts (as regclasses; null: there is none).
SELECT set_config('talecraft.tags', coalesce((
    SELECT CASE WHEN EXISTS (SELECT FROM pg_attribute a
                             WHERE a.attrelid = c.oid
                               AND a.attname = 'content_type_id')
        THEN format('SELECT id, object_id::text AS post_id, tag_id FROM %s '
                    'WHERE content_type_id IN (SELECT t.id '
                    'FROM %I.django_content_type t '
                    'WHERE t.app_label || ''_'' || t.model = %L)',
                    c.oid::regclass, n.nspname,
                    (SELECT p.relname FROM pg_class p
                     WHERE p.oid = :posts::regclass))
        ELSE format('SELECT id, post_id::text AS post_id, tag_id FROM %s',
                    c.oid::regclass) END
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid = :between::regclass),
    'SELECT 0 AS id, ''''::text AS post_id, 0 AS tag_id WHERE false'), true)

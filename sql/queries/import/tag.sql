-- A tag, or the one that has that slug or name already. params: id (kept where
-- it is free; 0: any), name, slug, base (nothing of the name is left in the
-- slug), description, created_at (null: now), updated_at (null: created_at).
-- columns: id, made.
WITH known AS MATERIALIZED (
    SELECT coalesce((SELECT t.id FROM tags t WHERE t.slug = :slug::text),
                    tag_find(:name::text, :slug::text, :base::boolean)) AS id
), made AS (
    INSERT INTO tags (id, name, slug, description, created_at, updated_at)
    SELECT coalesce((SELECT w.id FROM (VALUES (:id::bigint)) w (id)
                     WHERE w.id > 0 AND NOT EXISTS
                         (SELECT FROM tags t WHERE t.id = w.id)),
                    nextval(pg_get_serial_sequence('tags', 'id'))),
        :name::text, free_slug('tag', :slug::text, 80),
        coalesce(:description::text, ''),
        coalesce(:created_at::timestamptz, clock_timestamp()),
        coalesce(:updated_at::timestamptz, :created_at::timestamptz,
                 clock_timestamp())
    FROM known WHERE known.id IS NULL
    RETURNING id
)
SELECT id, true AS made FROM made
UNION ALL
SELECT id, false FROM known WHERE id IS NOT NULL

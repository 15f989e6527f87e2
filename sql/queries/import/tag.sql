-- A tag, or the one that has that slug or name already. params: name, slug,
-- base (nothing of the name is left in the slug), description.
-- columns: id, made.
WITH known AS MATERIALIZED (
    SELECT coalesce((SELECT t.id FROM tags t WHERE t.slug = :slug::text),
                    tag_find(:name::text, :slug::text, :base::boolean)) AS id
), made AS (
    INSERT INTO tags (name, slug, description)
    SELECT :name::text, free_slug('tag', :slug::text, 80),
        coalesce(:description::text, '')
    FROM known WHERE known.id IS NULL
    RETURNING id
)
SELECT id, true AS made FROM made
UNION ALL
SELECT id, false FROM known WHERE id IS NOT NULL

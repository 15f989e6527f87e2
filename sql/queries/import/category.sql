-- A category, or the one that has that slug already. params: data (JSON object
-- by column; id: kept where it is free), more (likewise, or null). columns: id, made.
WITH d AS MATERIALIZED (
    SELECT * FROM json_populate_record(
        json_populate_record(NULL::categories,
                             coalesce(:more::json, '{}')), :data::json)
), made AS (
    INSERT INTO categories (id, name, slug, description, parent_id, seo_title,
        seo_description, seo_keywords, canonical_url, no_index, is_active,
        is_featured, "order", created_at, updated_at)
    SELECT coalesce((SELECT d.id WHERE NOT EXISTS
                     (SELECT FROM categories c WHERE c.id = d.id)),
                    nextval(pg_get_serial_sequence('categories', 'id'))),
        d.name, d.slug, coalesce(d.description, ''), d.parent_id,
        coalesce(d.seo_title, ''), coalesce(d.seo_description, ''),
        coalesce(d.seo_keywords, ''), coalesce(d.canonical_url, ''),
        coalesce(d.no_index, false), coalesce(d.is_active, true),
        coalesce(d.is_featured, false), coalesce(d."order", 0),
        coalesce(d.created_at, clock_timestamp()),
        coalesce(d.updated_at, d.created_at, clock_timestamp())
    FROM d
    WHERE NOT EXISTS (SELECT FROM categories c WHERE c.slug = d.slug)
    RETURNING id
)
SELECT id, true AS made FROM made
UNION ALL
SELECT c.id, false FROM categories c JOIN d ON d.slug = c.slug

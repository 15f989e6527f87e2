-- categories_create: params: data (JSON object by column), slug (given) or
-- slug_base (to be made free), parent (id). columns: id, version, body.
WITH c AS (
    INSERT INTO categories (name, slug, description, parent_id, seo_title,
        seo_description, seo_keywords, canonical_url, no_index, is_active,
        is_featured, "order")
    SELECT d.name, coalesce(:slug, free_slug('category', :slug_base, 140)),
        coalesce(d.description, ''), :parent::bigint,
        coalesce(d.seo_title, ''), coalesce(d.seo_description, ''),
        coalesce(d.seo_keywords, ''), coalesce(d.canonical_url, ''),
        coalesce(d.no_index, false), coalesce(d.is_active, true),
        coalesce(d.is_featured, false), coalesce(d."order", 0)
    FROM json_populate_record(NULL::categories, :data::json) d
    RETURNING *
)
SELECT c.id, c.version, (
--< categories/staff
) AS body FROM c

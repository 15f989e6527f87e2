-- categories_update: the fields that were sent. params: id, version (NULL:
-- any), data (JSON object by column), parent_sent, parent (id).
-- columns: version, body; no row where the version is another one.
WITH c AS (
    UPDATE categories k SET (name, slug, description, parent_id, seo_title,
        seo_description, seo_keywords, canonical_url, no_index, is_active,
        is_featured, "order") = (
        SELECT d.name, d.slug, d.description,
            CASE WHEN :parent_sent::boolean THEN :parent::bigint
                 ELSE d.parent_id END,
            d.seo_title, d.seo_description, d.seo_keywords, d.canonical_url,
            d.no_index, d.is_active, d.is_featured, d."order"
        FROM json_populate_record(k, :data::json) d)
    WHERE k.id = :id::bigint
      AND (:version::bigint IS NULL OR k.version = :version::bigint)
      AND (NOT :parent_sent::boolean OR
--< categories/tree_lock
          )
    RETURNING *
)
SELECT c.version, (
--< categories/staff
) AS body FROM c

-- categories_old_slug: where a slug that a category had leads now, if the
-- caller may see it. params: slug, hidden. columns: slug.
SELECT c.slug FROM category_slugs s JOIN categories c ON c.id = s.category_id
WHERE s.slug = :slug AND (:hidden::boolean OR c.is_active)

-- categories_parent: params: slug. columns: id.
SELECT id FROM categories WHERE slug = :slug

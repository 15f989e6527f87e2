-- categories_parent: the category that a slug stands for. params: slug, id
-- (the category that it is to be above, 0: a new one). columns: id, below
-- (whether it is that category itself or one below it).
SELECT p.id, EXISTS (
    WITH RECURSIVE up AS (
        SELECT p.id
        UNION
        SELECT c.parent_id FROM categories c JOIN up ON c.id = up.id
    ) SELECT FROM up WHERE up.id = :id::bigint) AS below
FROM categories p WHERE p.slug = :slug

-- The rest of a recursive CTE "below": all categories under the first.
    UNION
    SELECT c.id FROM categories c JOIN below b ON c.parent_id = b.id
) SELECT id FROM below

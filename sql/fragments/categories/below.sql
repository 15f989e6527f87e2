-- The category whose column :{by} is :{value}, and all below it.
(WITH RECURSIVE below AS (
    SELECT id FROM categories WHERE :{by} = :{value}
    UNION
    SELECT c.id FROM categories c JOIN below b ON c.parent_id = b.id
) SELECT id FROM below)

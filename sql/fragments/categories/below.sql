-- The category whose column :{by} is :{value}, and all below it.
(WITH RECURSIVE below AS (
    SELECT id FROM categories WHERE :{by} = :{value}
      AND (:hidden::boolean OR is_active)
    UNION
    SELECT c.id FROM categories c JOIN below b ON c.parent_id = b.id
      AND (:hidden::boolean OR c.is_active)
) SELECT id FROM below)

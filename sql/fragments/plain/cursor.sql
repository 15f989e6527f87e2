-- The rows behind (or, backwards, before) a key. params: limit, backwards, k1,
-- kid, and those of the filters. columns: due, next_due, more, results,
-- first_k1, first_k2, first_id, last_k1, last_k2, last_id.
WITH
--< due
,
looked AS MATERIALIZED (
    SELECT u.id, u.n FROM unnest(ARRAY(
        SELECT :{a}.id FROM :{table} :{a} WHERE true
--$ filters
--$ after
--< cursor_page
items AS MATERIALIZED (
    SELECT page.n, :{a}.id,
--$ item
        AS item,
--$ keys
    FROM page JOIN :{table} :{a} USING (id)
),
--< cursor_ends
--$ order

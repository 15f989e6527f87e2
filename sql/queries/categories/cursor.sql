-- categories_cursor: the categories behind (or, backwards, before) a key.
-- params: limit, backwards, k1, k2, kid, and those of the filters.
-- columns: due, next_due, more, results, first_k1, first_k2, first_id,
-- last_k1, last_k2, last_id.
WITH
--< due
,
looked AS MATERIALIZED (
    SELECT u.id, u.n FROM unnest(ARRAY(
        SELECT c.id FROM
--< categories/counted
        c WHERE true
--< categories/filters
--% after categories/orders
--< cursor_page
items AS MATERIALIZED (
    SELECT page.n, c.id,
--< categories/item
        AS item,
--% keys categories/orders
    FROM page JOIN
--< categories/counted
    c USING (id)
),
--< cursor_ends
--% order categories/orders

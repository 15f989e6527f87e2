-- Changes of the tree go one after another (see the triggers of categories).
-- The lock is taken before that of the row: a change that held the row and
-- waited for the tree would deadlock with a new child of that row, which holds
-- the tree and waits for the row. For a WHERE.
(SELECT pg_advisory_xact_lock(hashtextextended('categories_tree', 0))) IS NOT
NULL

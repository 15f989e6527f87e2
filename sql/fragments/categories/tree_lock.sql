-- Changes of the tree go one after another (see the triggers of categories).
-- The lock comes before that of the row: who held the row and waited for the
-- tree would be waited for by a new child of that row. For a WHERE.
(SELECT pg_advisory_xact_lock(hashtextextended('categories_tree', 0))) IS NOT
NULL

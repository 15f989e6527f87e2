-- Posts that are newer than the 5,000th match (CTE edge): those to be searched
-- one by one, or one more than is worth it.
AND (p.listed_at, p.created_at, p.id) > (
    (SELECT listed_at FROM edge), (SELECT created_at FROM edge),
    (SELECT id FROM edge))
--< posts/filters
ORDER BY p.listed_at DESC, p.created_at DESC, p.id DESC
LIMIT 1001

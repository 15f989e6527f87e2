-- The kept number of posts that the filters without times let through.
(SELECT coalesce(sum(p.n), 0)::bigint FROM post_counts p
 WHERE (p.category_id = -1
--? category.id
        OR true
--.
--? category.slug
        OR true
--.
--? category.id.below
        OR true
--.
--? category.slug.below
        OR true
--.
 ) AND (p.author_id = -1
--? author
        OR true
--.
--? own
        OR true
--.
 )
--< posts/members
)

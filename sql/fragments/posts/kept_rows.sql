-- The rows of kept numbers of posts (p) that the filters of members, and a tag,
-- let through.
--? untagged
post_counts p WHERE
--.
--? tagged
tag_counts p WHERE p.tag_id = (SELECT first FROM tagged) AND
--.
 (p.category_id = -1
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

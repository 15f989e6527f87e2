-- The kept number of posts that the filters of members, and a tag, let through,
-- without those that are left out, which are looked up one by one (OFFSET 0).
(SELECT coalesce(sum(p.n), 0)::bigint FROM
--< posts/kept_rows
)
- (SELECT count(*) FROM omitted o, LATERAL (
       SELECT * FROM posts p WHERE p.id = o.id OFFSET 0) p
   WHERE true
--< posts/members
--? tagged
AND EXISTS (SELECT FROM post_tags x WHERE x.post_id = p.id
            AND x.tag_id = (SELECT first FROM tagged))
--.
)

-- What makes a public list out of date whatever its items are.
concat_ws(E'\n', 
--? edited
'posts.edited',
--.
--? tag.all
'posts', 'categories',
--.
--? tag.category.id
'posts.c' || :category::bigint,
--.
--? tag.category.slug
'categories', (SELECT 'posts.c' || id FROM categories
               WHERE slug = :category),
--.
--? tag.author
(SELECT concat_ws(E'\n', 'posts.a' || id, 'user/' || id) FROM users
 WHERE username = :author),
--.
NULL)

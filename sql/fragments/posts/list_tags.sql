-- What makes a public list out of date whatever its items are.
concat_ws(E'\n', 
--? edited
'posts.edited',
--.
--? tag.all
'posts',
--.
--? tag.below
'categories',
--.
--? tag.category.id
'posts.c' || :category::bigint, 'category/' || :category::bigint,
--.
--? tag.category.slug
(SELECT concat_ws(E'\n', 'posts.c' || id, 'category/' || id)
 FROM categories WHERE slug = :category),
--.
--? tag.author
(SELECT concat_ws(E'\n', 'posts.a' || id, 'user/' || id) FROM users
 WHERE username = :author),
--.
NULL)

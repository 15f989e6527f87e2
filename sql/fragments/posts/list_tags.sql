-- What makes a public list out of date whatever its items are.
concat_ws(E'\n', 
--? tag.all
'posts',
--.
--? tag.all.edited
'posts.edited',
--.
--? tag.below
'categories',
--.
--? tag.category.id
'posts.c' || :category::bigint, 'category/' || :category::bigint,
--.
--? tag.category.id.edited
'posts.c' || :category::bigint || '.edited',
--.
--? tag.category.slug
(SELECT concat_ws(E'\n', 'posts.c' || id, 'category/' || id)
 FROM categories WHERE slug = :category),
--.
--? tag.category.slug.edited
(SELECT 'posts.c' || id || '.edited' FROM categories WHERE slug = :category),
--.
--? tag.author
(SELECT concat_ws(E'\n', 'posts.a' || id, 'user/' || id) FROM users
 WHERE username = :author),
--.
--? tag.author.edited
(SELECT 'posts.a' || id || '.edited' FROM users WHERE username = :author),
--.
--? tag.tags
(SELECT string_agg(concat_ws(E'\n', 'posts.t' || id, 'tag/' || id), E'\n')
 FROM unnest((SELECT ids FROM tagged)) id),
--.
--? tag.tags.edited
'posts.t' || (SELECT first FROM tagged) || '.edited',
--.
NULL)

-- talecraftctl export: posts of all statuses, with the slugs of their tags.
-- Line breaks can only stand between the tokens of their content. columns:
-- line.
SELECT translate(row_to_json(t)::text, E'\n\r', '  ') AS line FROM (
    SELECT p.*, ARRAY(SELECT g.slug FROM post_tags pt
                      JOIN tags g ON g.id = pt.tag_id
                      WHERE pt.post_id = p.id ORDER BY pt.position) AS tags
    FROM posts p
    ORDER BY p.id
) t

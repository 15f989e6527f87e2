-- What function :{tags} gives of a post's tags, as its detail shows them.
(SELECT coalesce('[' || string_agg(row_to_json(o)::text, ',' ORDER BY t.n) ||
                 ']', '[]')::json
 FROM :{tags} t, LATERAL (SELECT t.id, t.name, t.slug) o)

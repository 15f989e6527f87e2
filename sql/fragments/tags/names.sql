-- The names of the tags of post p, in their order.
ARRAY(SELECT t.name FROM unnest(p.tag_ids) WITH ORDINALITY u (id, n)
      JOIN tags t USING (id) ORDER BY u.n)

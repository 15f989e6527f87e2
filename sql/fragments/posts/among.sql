-- What the CTEs picked and omitted say. p: posts or post_search.
--? picked
AND p.id = ANY ((SELECT ids FROM picked)::bigint[])
--.
--? omitted
AND p.id NOT IN (SELECT id FROM omitted)
--.

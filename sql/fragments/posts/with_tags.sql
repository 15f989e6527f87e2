-- All the tags that were asked for, where the source does not see to it. p:
-- posts or post_search.
--? tagged.each
AND (SELECT count(*) FROM post_tags x WHERE x.post_id = p.id
     AND x.tag_id = ANY ((SELECT ids FROM tagged)::bigint[]))
    = (SELECT cardinality(ids) FROM tagged)
--.

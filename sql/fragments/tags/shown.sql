-- What makes an answer that shows the tags of post p out of date.
(SELECT string_agg('tag/' || id, E'\n') FROM unnest(p.tag_ids) id)

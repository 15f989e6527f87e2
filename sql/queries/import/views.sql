-- How often a post was seen elsewhere. params: id, count.
UPDATE post_views SET view_count = :count::bigint WHERE id = :id::bigint

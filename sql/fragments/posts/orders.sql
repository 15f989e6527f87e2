-- The orderings of a list of posts p with views v (apxs/sql2c.pl). The keys of
-- listed_at say when a post was published; it is infinity for one that was not.
default: p.listed_at :: timestamptz = iso(p.published_at) null 'infinity',
    p.created_at :: timestamptz
published_at: p.listed_at :: timestamptz = iso(p.published_at) null 'infinity'
created_at: p.created_at :: timestamptz
updated_at: p.updated_at :: timestamptz
title: p.title COLLATE "und-x-icu" :: text
view_count: v.view_count
id: p.id

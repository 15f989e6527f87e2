-- The orderings of a list of categories c (apxs/sql2c.pl).
default: c."order" :: integer, c.name COLLATE "und-x-icu" :: text
name: c.name COLLATE "und-x-icu" :: text
order: c."order" :: integer
post_count: c.post_count :: bigint
created_at: c.created_at :: timestamptz
id: c.id

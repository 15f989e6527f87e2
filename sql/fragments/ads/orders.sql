-- The orderings of a list of ad placements a (apxs/sql2c.pl).
default: a.name COLLATE "und-x-icu" :: text
name: a.name COLLATE "und-x-icu" :: text
created_at: a.created_at :: timestamptz
id: a.id

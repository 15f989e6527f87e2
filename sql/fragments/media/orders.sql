-- The orderings of a list of media m with files f (apxs/sql2c.pl).
default: m.created_at :: timestamptz
created_at: m.created_at :: timestamptz
file_size: f.size :: bigint
original_name: m.original_name COLLATE "und-x-icu" :: text
id: m.id

-- Ids up to those that are to come are not given to other rows. params: users,
-- categories, tags, media, posts, ads (the highest of each). columns: kept.
SELECT setval(s.name, greatest(s.most, nextval(s.name))) AS kept
FROM (VALUES
    (pg_get_serial_sequence('users', 'id'), :users::bigint),
    (pg_get_serial_sequence('categories', 'id'), :categories::bigint),
    (pg_get_serial_sequence('tags', 'id'), :tags::bigint),
    (pg_get_serial_sequence('media', 'id'), :media::bigint),
    (pg_get_serial_sequence('posts', 'id'), :posts::bigint),
    (pg_get_serial_sequence('ad_placements', 'id'), :ads::bigint)
) s (name, most)

-- users_cursor: users behind a key.
-- params: limit, backwards (what was read backwards is turned round again),
-- k1, kid. columns: results, more, first_k1, first_id, last_k1, last_id.
WITH seen AS (
    SELECT o.*, row_number() OVER () AS n FROM (
        SELECT u.id,
--< users/body
            ::json AS item,
--? keys.default
            NULL AS k1
--.
--? keys.id
            NULL AS k1
--.
--? keys.username
            u.username AS k1
--.
--? keys.email
            u.email AS k1
--.
--? keys.date_joined
            iso(u.date_joined) AS k1
--.
--? keys.last_login
            iso(u.last_login) AS k1
--.
        FROM users u
        WHERE true
--? after.default.asc
          AND u.id > :kid::bigint
--.
--? after.default.desc
          AND u.id < :kid::bigint
--.
--? after.id.asc
          AND u.id > :kid::bigint
--.
--? after.id.desc
          AND u.id < :kid::bigint
--.
--? after.username.asc
          AND (u.username COLLATE "und-x-icu", u.id)
              > (:k1::text COLLATE "und-x-icu", :kid::bigint)
--.
--? after.username.desc
          AND (u.username COLLATE "und-x-icu", u.id)
              < (:k1::text COLLATE "und-x-icu", :kid::bigint)
--.
--? after.email.asc
          AND (u.email COLLATE "und-x-icu", u.id)
              > (:k1::text COLLATE "und-x-icu", :kid::bigint)
--.
--? after.email.desc
          AND (u.email COLLATE "und-x-icu", u.id)
              < (:k1::text COLLATE "und-x-icu", :kid::bigint)
--.
--? after.date_joined.asc
          AND (u.date_joined, u.id) > (:k1::timestamptz, :kid::bigint)
--.
--? after.date_joined.desc
          AND (u.date_joined, u.id) < (:k1::timestamptz, :kid::bigint)
--.
--? after.last_login.asc
          AND (u.last_login IS NULL
               OR (u.last_login, u.id) > (:k1::timestamptz, :kid::bigint))
--.
--? after.last_login.desc
          AND (u.last_login, u.id) < (:k1::timestamptz, :kid::bigint)
--.
--? after.last_login.asc.null
          AND u.last_login IS NULL AND u.id > :kid::bigint
--.
--? after.last_login.desc.null
          AND (u.last_login IS NOT NULL OR u.id < :kid::bigint)
--.
        ORDER BY
--@ order
--< users/orders
        LIMIT :limit::bigint + 1
    ) o
), page AS (
    SELECT s.id, s.item, s.k1,
           CASE WHEN :backwards::boolean THEN -s.n ELSE s.n END AS place
    FROM seen s
    WHERE s.n <= :limit::bigint
)
SELECT coalesce(array_to_json(array_agg(p.item ORDER BY p.place)),
                '[]')::text AS results,
       (SELECT count(*) FROM seen) > :limit::bigint AS more,
       (array_agg(p.k1 ORDER BY p.place))[1] AS first_k1,
       (array_agg(p.id ORDER BY p.place))[1] AS first_id,
       (array_agg(p.k1 ORDER BY p.place DESC))[1] AS last_k1,
       (array_agg(p.id ORDER BY p.place DESC))[1] AS last_id
FROM page p

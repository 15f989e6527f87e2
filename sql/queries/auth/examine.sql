-- auth_examine: what a login must know of a user, and how many seconds its
-- address must wait (0: none).
-- params: username, name_key, name_limit, address_key, address_limit.
-- columns: wait; id (null: no such user), username, role, is_active,
-- password_hash. Always one row.
SELECT w.wait, u.id, u.username, u.role, u.is_active, u.password_hash
FROM (
    SELECT coalesce(ceil(extract(epoch FROM
               max(a.until) - clock_timestamp())), 0)::integer AS wait
    FROM login_attempts a
    WHERE a.until > clock_timestamp()
      AND (a.key = :name_key::text AND a.failures >= :name_limit::integer
           OR a.key = :address_key::text
               AND a.failures >= :address_limit::integer)
) w LEFT JOIN users u ON u.username = :username::text

-- auth_wait: how many seconds an address must wait, whatever name it gives
-- (0: none).
-- params: address_key, address_limit.
-- columns: wait. Always one row.
SELECT coalesce(ceil(extract(epoch FROM
           max(a.until) - clock_timestamp())), 0)::integer AS wait
FROM login_attempts a
WHERE a.until > clock_timestamp()
  AND a.key = :address_key::text
  AND a.failures >= :address_limit::integer

-- auth_failed: count a failed login for its name and its address, and drop
-- some of the counts that are long over.
-- params: name_key, address_key, seconds (how long a count stands).
WITH old AS (
    DELETE FROM login_failures
    WHERE key IN (SELECT o.key FROM login_failures o
                  WHERE o.until < clock_timestamp() - interval '1 hour'
                    AND o.key NOT IN (:name_key::text, :address_key::text)
                  LIMIT 100 FOR UPDATE SKIP LOCKED)
)
INSERT INTO login_failures AS f (key, failures, until)
SELECT k.key, 1, clock_timestamp() + :seconds::integer * interval '1 second'
FROM unnest(ARRAY[:name_key::text, :address_key::text]) k (key)
ORDER BY k.key
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN f.until > clock_timestamp()
                    THEN f.failures + 1 ELSE 1 END,
    until = CASE WHEN f.until > clock_timestamp()
                 THEN f.until ELSE excluded.until END

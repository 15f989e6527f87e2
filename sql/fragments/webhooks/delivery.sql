-- A delivery d as the API shows it.
(SELECT row_to_json(o)::text FROM (
    SELECT d.id, d.message_id, d.type, d.status, d.tries, d.last_status,
           d.error, iso(d.created_at) AS created_at,
           iso(d.tried_at) AS last_try_at,
           CASE WHEN d.status = 'waiting' AND d.token IS NULL
                     AND isfinite(d.next_at) THEN iso(d.next_at) END
               AS next_try_at
) o)

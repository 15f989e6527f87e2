(SELECT coalesce(at <= now(), false) FROM due) AS due,
(SELECT (extract(epoch FROM at) * 1000000)::bigint FROM due) AS next_due

-- users_list: a page of users.
-- params: search, limit (null: all), offset, last (the last page, whatever
-- offset says). columns: count, results.
SELECT t.count, coalesce((
    SELECT array_to_json(array_agg(p.item)) FROM (
        SELECT
--< users/body
            ::json AS item
        FROM users u
        WHERE true
--? search
--< users/search
--.
--? nothing
          AND false
--.
        ORDER BY
--@ order
--< users/orders
        LIMIT :limit::bigint
        OFFSET CASE WHEN :last::boolean
                    THEN greatest(t.count - 1, 0)
                         / :limit::bigint * :limit::bigint
                    ELSE :offset::bigint END
    ) p), '[]')::text AS results
FROM (
    SELECT count(*) AS count
    FROM users u
    WHERE true
--? search
--< users/search
--.
--? nothing
      AND false
--.
) t

-- :last is the last page, whatever :offset says.
LIMIT :limit::bigint OFFSET (SELECT CASE WHEN :last::boolean THEN
    greatest(n - 1, 0) / :limit::bigint * :limit::bigint
    ELSE :offset::bigint END FROM total)

-- :last is the last page, whatever :offset says. The limit stands in a
-- sub-select so that the plan does not depend on it: with a value that is
-- known the server would plan each call anew.
LIMIT (SELECT :limit::bigint) OFFSET (SELECT CASE WHEN :last::boolean THEN
    greatest(n - 1, 0) / :limit::bigint * :limit::bigint
    ELSE :offset::bigint END FROM total)

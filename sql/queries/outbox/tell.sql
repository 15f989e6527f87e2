-- Put events that have been committed to where they are told.
-- params: count. columns: taken (count of them: there may be more).
SELECT events_tell(:count::integer) AS taken

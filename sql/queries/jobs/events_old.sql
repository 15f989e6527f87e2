-- What was done so long ago that nobody keeps it; some at a time.
-- params: days, count.
SELECT events_sweep(:days::integer, :count::integer)

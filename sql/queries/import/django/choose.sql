-- The table that the next cursor reads. params: table (as a regclass).
SELECT set_config('talecraft.table', :table::regclass::text, true)

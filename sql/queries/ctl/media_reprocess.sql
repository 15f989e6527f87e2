-- talecraftctl reprocess --all: everything that is done or FAILED is queued
-- again, in a line of its own; READY files keep their variants meanwhile.
-- columns: queued
WITH done AS (
    UPDATE media_files t
--< media/requeue
    , queued_by_id = 0
    WHERE t.status IN ('READY', 'FAILED') AND NOT t.again
    RETURNING t.id
)
SELECT count(*) AS queued FROM done

-- talecraftctl trash purge: what has been in the trash for so long goes for
-- good. params: days. columns: deleted
WITH gone AS (
    DELETE FROM post_trash
    WHERE deleted_at <= now() - make_interval(days => :days::integer)
    RETURNING id
)
SELECT count(*) AS deleted FROM gone

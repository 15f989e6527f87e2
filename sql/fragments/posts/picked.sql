-- CTEs of the filters that leave few posts (picked: ids) or leave few out
-- (omitted: id). They are looked up once, whatever the list is ordered by. An
-- id list that is blank picks nothing and omits nothing.
--? picked
picked AS MATERIALIZED (SELECT ARRAY(
    SELECT q.id FROM posts q WHERE true
--.
--? id
    AND q.id = ANY (('{' || :id || '}')::bigint[])
--.
--? slug
    AND q.slug = ANY (string_to_array(:slug, ','))
--.
--? media
    AND q.id = ANY (ARRAY(SELECT post_id FROM post_media
                          WHERE media_id = :media::bigint))
--.
--? has_working_copy.yes
    AND q.id = ANY (ARRAY(SELECT post_id FROM working_copies))
--.
--? working_copy_submitted.yes
    AND q.id = ANY (ARRAY(SELECT post_id FROM working_copies WHERE submitted))
--.
--? scheduled_after
    AND q.status = 'SCHEDULED'
    AND q.scheduled_publish_at > :scheduled_after::timestamptz
--.
--? scheduled_before
    AND q.status = 'SCHEDULED'
    AND q.scheduled_publish_at < :scheduled_before::timestamptz
--.
--? picked
) AS ids),
--.
omitted AS MATERIALIZED (
    SELECT NULL::bigint AS id WHERE false
--? exclude
    UNION SELECT unnest(('{' || :exclude || '}')::bigint[])
--.
--? has_working_copy.no
    UNION SELECT post_id FROM working_copies
--.
--? working_copy_submitted.no
    UNION SELECT post_id FROM working_copies WHERE submitted
--.
),

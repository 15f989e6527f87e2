-- tags_create: params: data (JSON object by column), slug (given), slug_base
-- (made from the name), base (nothing of the name is left in it).
-- columns: id, version, body.
WITH t AS (
    INSERT INTO tags (name, slug, description)
    SELECT d.name, coalesce(:slug, CASE WHEN :base::boolean
               THEN free_slug('tag', :slug_base, 80) ELSE :slug_base END),
        coalesce(d.description, '')
    FROM json_populate_record(NULL::tags, :data::json) d
    RETURNING *
)
SELECT t.id, t.version, (
--< tags/staff
) AS body FROM t

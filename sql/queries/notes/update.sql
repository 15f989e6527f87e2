-- notes_update: the fields that were sent. params: id, version (NULL: any),
-- text, block_sent, block, resolved (NULL: as they are), caller.
-- columns: version, body; no row where the version is another one.
WITH n AS (
    UPDATE post_notes k SET text = coalesce(:text::text, k.text),
        block = CASE WHEN :block_sent::boolean THEN :block::text
                     ELSE k.block END,
        resolved = coalesce(:resolved::boolean, k.resolved),
        resolved_by_id = CASE
            WHEN coalesce(:resolved::boolean, k.resolved) = k.resolved
            THEN k.resolved_by_id
            WHEN :resolved::boolean THEN :caller::bigint END
    WHERE k.id = :id::bigint
      AND (:version::bigint IS NULL OR k.version = :version::bigint)
    RETURNING *
)
SELECT n.version,
--< notes/item
    AS body
FROM n

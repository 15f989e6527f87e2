-- tags_merge: params: id, version (NULL: any), into. columns: merged (false:
-- there is no such target; NULL: the tag is gone or has another version).
SELECT tags_merge(:id::bigint, :into::bigint, :version::bigint) AS merged

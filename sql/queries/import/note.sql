-- That something was imported, or was again. params: source, kind, old_id,
-- old_url, new_id.
INSERT INTO imported (source, kind, old_id, old_url, new_id)
VALUES (:source, :kind, :old_id, coalesce(:old_url, ''), :new_id::bigint)
ON CONFLICT (source, kind, old_id) DO UPDATE
SET old_url = excluded.old_url, new_id = excluded.new_id,
    imported_at = excluded.imported_at

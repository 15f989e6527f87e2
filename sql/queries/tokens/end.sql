-- tokens_end: log out.
-- params: id.
DELETE FROM tokens WHERE id = :id::bigint

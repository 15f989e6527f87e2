-- once_find: what a user's key has made. params: user, key.
-- columns: row_id, print.
SELECT k.row_id, k.print FROM once_keys k
WHERE k.user_id = :user::bigint AND k.key = :key
  AND once_is_kept(k.made_at)

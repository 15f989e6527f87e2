-- once_expired: keys that are any keys again.
DELETE FROM once_keys k WHERE NOT once_is_kept(k.made_at)

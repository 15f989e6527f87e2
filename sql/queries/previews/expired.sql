-- previews_expired: those that have ended.
DELETE FROM previews WHERE expires_at < now() - interval '1 hour'

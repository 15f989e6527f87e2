-- Tokens that nobody can use any more.
DELETE FROM tokens WHERE expires_at < clock_timestamp() - interval '1 hour'

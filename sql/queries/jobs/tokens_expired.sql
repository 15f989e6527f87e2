-- Tokens and links that nobody can use any more. now(): an index can find what
-- is below a time that stands still.
WITH links AS (
    DELETE FROM user_links WHERE expires_at < now() - interval '1 hour'
)
DELETE FROM tokens WHERE expires_at < now() - interval '1 hour'

-- Tokens that nobody can use any more. now(): an index can find what is below
-- a time that stands still.
DELETE FROM tokens WHERE expires_at < now() - interval '1 hour'

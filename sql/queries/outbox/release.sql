-- Somebody else may send.
-- params: token.
UPDATE purge_sender SET token = NULL, token_until = NULL WHERE token = :token

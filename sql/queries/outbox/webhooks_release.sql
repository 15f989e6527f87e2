-- This sender ends: what it had taken may be sent by others at once.
-- params: token.
UPDATE webhook_deliveries SET token = NULL, next_at = '-infinity'
WHERE token = :token AND status = 'waiting' AND next_at > now()

-- tokens_revoke: to be run after a statement that gave a user another
-- password or disabled it. That one has removed all tokens that it could see;
-- here go those that were entered while it waited for the user's row.
-- params: user_id, token_id (stays where the user is active; 0: none does;
-- null: all do).
DELETE FROM tokens t USING users u
WHERE u.id = :user_id::bigint AND t.user_id = u.id
  AND (t.id <> :token_id::bigint OR NOT u.is_active)

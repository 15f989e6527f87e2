-- Links for forgotten passwords and invitations: whoever has one sets the
-- user's password, once.

CREATE TABLE user_links (
    user_id    bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    hash       text NOT NULL UNIQUE CHECK (hash ~ '^[0-9a-f]{64}$'),
    expires_at timestamptz NOT NULL
                   DEFAULT clock_timestamp() + interval '1 day'
);

-- A link ends with the password and the account that it was made for.
CREATE FUNCTION users_unlinked() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM user_links WHERE user_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER users_unlinked AFTER UPDATE OF password_hash, is_active
    ON users FOR EACH ROW
    WHEN (OLD.password_hash <> NEW.password_hash
          OR (OLD.is_active AND NOT NEW.is_active))
    EXECUTE FUNCTION users_unlinked();

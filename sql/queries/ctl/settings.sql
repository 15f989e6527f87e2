-- talecraftctl migrate: a migration takes as long as it takes, whatever the
-- connection string says.
SELECT set_config('statement_timeout', '0', false),
    set_config('lock_timeout', '0', false),
    set_config('idle_in_transaction_session_timeout', '0', false)

-- auth_done: what became of an attempt that was admitted. A failed login is
-- an event of nobody.
-- params: name_key, address_key, failed, label (the name that was tried; NULL:
-- it is no login).
SELECT login_done(:name_key::text, :address_key::text, :failed::boolean),
    CASE WHEN :failed::boolean AND :label::text IS NOT NULL
         THEN event_add('login_failed', 'user', NULL, :label::text) END

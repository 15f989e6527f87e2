-- auth_done: what became of an attempt that was admitted.
-- params: name_key, address_key, failed.
SELECT login_done(:name_key::text, :address_key::text, :failed::boolean)

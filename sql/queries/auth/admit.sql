-- auth_admit: may a password be verified now?
-- params: name_key, name_limit, address_key, address_limit.
-- columns: wait (0: yes, and auth_done must follow; seconds; -1: not yet).
SELECT login_admit(:name_key::text, :name_limit::integer,
                   :address_key::text, :address_limit::integer) AS wait

-- Who makes the change that follows in this transaction; triggers read it.
-- params: user (0: nobody who is known), address, request, action (NULL: it
-- can be told from the change), revisions, interval (seconds);
-- once (the table that gets a row by a key, NULL: none), once_key, once_print.
SELECT set_config('talecraft.user', :user, true),
    set_config('talecraft.address', coalesce(:address, ''), true),
    set_config('talecraft.request', coalesce(:request, ''), true),
    set_config('talecraft.action', coalesce(:action, ''), true),
    set_config('talecraft.revisions', :revisions, true),
    set_config('talecraft.interval', :interval, true),
    CASE WHEN :once::text IS NOT NULL
         THEN once_begin(:user::bigint, :once::text, :once_key, :once_print) END

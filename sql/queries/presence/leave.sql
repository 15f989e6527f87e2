-- presence_leave: the caller has it open no longer. params: post, user.
DELETE FROM presence
WHERE post_id = :post::bigint AND user_id = :user::bigint

-- The pieces of the order of users.
--? order:id.asc
    u.id
--.
--? order:id.desc
    u.id DESC
--.
--? order:username.asc
    u.username COLLATE "und-x-icu"
--.
--? order:username.desc
    u.username COLLATE "und-x-icu" DESC
--.
--? order:email.asc
    u.email COLLATE "und-x-icu"
--.
--? order:email.desc
    u.email COLLATE "und-x-icu" DESC
--.
--? order:date_joined.asc
    u.date_joined
--.
--? order:date_joined.desc
    u.date_joined DESC
--.
--? order:last_login.asc
    u.last_login
--.
--? order:last_login.desc
    u.last_login DESC
--.

-- The contract's JSON of user u.
(SELECT row_to_json(o) FROM (
    SELECT u.id, u.username, u.email, u.first_name, u.last_name, u.role,
           u.is_active, iso(u.date_joined) AS date_joined,
           iso(u.last_login) AS last_login, u.bio, u.website,
--< media/public_of id=u.avatar_media_id
           AS avatar_media
) o)::text

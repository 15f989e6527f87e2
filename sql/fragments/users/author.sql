-- User u as an author; its posts are those that the public sees.
SELECT u.username, person_name(u) AS name, u.bio, u.website,
--< media/public_of id=u.avatar_media_id
    AS avatar,
    (SELECT coalesce(sum(n), 0)::bigint FROM post_counts
     WHERE category_id = -1 AND author_id = u.id AND status = 'PUBLISHED')
        AS post_count

-- What is told of a preview v.
v.id, iso(v.expires_at) AS expires_at, iso(v.created_at) AS created_at,
--< users/person id=v.author_id
    AS author

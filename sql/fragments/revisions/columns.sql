-- What is told of a revision r.
r.number, iso(r.created_at) AS created_at,
--< users/person id=r.author_id
    AS author, r.action, r.status, r.title, r.changed

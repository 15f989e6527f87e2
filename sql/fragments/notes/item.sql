-- A note n.
(SELECT row_to_json(o)::text FROM (SELECT n.id,
--< users/person id=n.author_id
    AS author, n.text, n.block, n.parent_id AS parent, n.resolved,
--< users/person id=n.resolved_by_id
    AS resolved_by, iso(n.created_at) AS created_at,
    iso(n.updated_at) AS updated_at) o)

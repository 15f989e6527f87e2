-- An ad placement a.
(SELECT row_to_json(o)::text FROM (SELECT a.id, a.name, a.description,
    a.is_active, a.show_on_desktop, a.show_on_mobile,
    iso(a.created_at) AS created_at, iso(a.updated_at) AS updated_at) o)

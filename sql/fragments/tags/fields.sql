-- What everybody may know of a tag t.
t.id, t.name, t.slug, t.description,
--< tags/seen
AS post_count

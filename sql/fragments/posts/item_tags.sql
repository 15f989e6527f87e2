-- What makes one item of a public list out of date.
concat_ws(E'\n', 'post/' || p.id, 'user/' || a.id, 'category/' || p.category_id,
          'media/' || m.id,
--< tags/shown
)

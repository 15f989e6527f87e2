--? nothing
AND false
--.
--? public
AND a.is_active
--.
--? device
AND CASE :device WHEN 'desktop' THEN a.show_on_desktop
                 ELSE a.show_on_mobile END
--.
--? search
AND NOT EXISTS (
    SELECT FROM unnest(string_to_array(:search, E'\n')) w (word)
    WHERE NOT (a.name ILIKE w.word OR a.description ILIKE w.word))
--.

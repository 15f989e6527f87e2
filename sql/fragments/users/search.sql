-- Each word (an ILIKE pattern a line) is found in one of the user's texts.
AND NOT EXISTS (
    SELECT FROM unnest(string_to_array(:search::text, E'\n')) w (word)
    WHERE NOT (u.username COLLATE "und-x-icu" ILIKE w.word
               OR u.email COLLATE "und-x-icu" ILIKE w.word
               OR u.first_name COLLATE "und-x-icu" ILIKE w.word
               OR u.last_name COLLATE "und-x-icu" ILIKE w.word))

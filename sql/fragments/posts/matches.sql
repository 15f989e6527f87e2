-- The posts that the index of words has for a query of blocks (q), to be
-- filtered outside. OFFSET 0 keeps the filters out: with them the database
-- may think it cheaper to read the whole table.
JOIN post_search p ON post_block_words(p.id, p.search) @@ q.words
WHERE NOT (SELECT phrases FROM wanted)
   OR ts_match_vq(p.search, (SELECT words FROM wanted))
OFFSET 0) p

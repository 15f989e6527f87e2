-- The places of posts that the index of words has for some blocks, as many at
-- a time as make one query; posts/matches goes on.
SELECT p.place FROM (
    SELECT p.ctid AS place, p.*
    FROM unnest(ARRAY(
        SELECT post_block_query(words, array_agg(block))

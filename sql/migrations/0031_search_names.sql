-- Names with symbols ("C++", ".NET"), pictures and the inner beginnings of
-- Korean words are words of a search. Posts that are there get them by what SQL
-- can tell: a post's next edit makes them as all others (src/base/text).
--
-- What the words of a text lack; content is looked through as JSON.
CREATE FUNCTION pg_temp.words_more(text text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(word, ' ') FROM (
        SELECT lower(m[1]) || replace(replace(m[2], '+', 'plus'),
                                      '#', 'sharp') AS word
        FROM regexp_matches(text,
            '(?<![[:alnum:]_])([[:alnum:]]{1,16})(\+{1,3}|#{1,3})(?![[:alnum:]_+#])',
            'g') m
        UNION
        SELECT 'dot' || lower(m[1])
        FROM regexp_matches(text,
            '(?<![[:alnum:]_.])\.([[:alnum:]]{1,16})(?![[:alnum:]_+#])',
            'g') m
        UNION
        SELECT 'emoji' || to_hex(ascii(m[1]))
        FROM regexp_matches(text,
            '([\u2600-\u27BF\U0001F1E6-\U0001F1FF\U0001F300-\U0001F3FA'
            '\U0001F400-\U0001FAFF])', 'g') m
        UNION
        SELECT substr(m[1], n)
        FROM regexp_matches(text, '([가-힣]{3,16})', 'g') m,
            generate_series(2, length(m[1]) - 1) n) w
$$;

-- No more than a text's words may have (TC_TEXT_WORDS_MAX).
CREATE FUNCTION pg_temp.words_with(words text, text text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN octet_length(words) + octet_length(more) < 400000
        THEN concat_ws(' ', nullif(words, ''), more) ELSE words END
    FROM pg_temp.words_more(text) more
$$;

UPDATE posts SET
    words_title = coalesce(pg_temp.words_with(words_title, title),
                           words_title),
    words_excerpt = coalesce(pg_temp.words_with(words_excerpt, excerpt),
                             words_excerpt),
    words_content = coalesce(pg_temp.words_with(words_content, content::text),
                             words_content)
WHERE title || ' ' || excerpt || ' ' || content::text
    ~ ('[[:alnum:]][+#]|(?<![[:alnum:]_.])\.[[:alnum:]]|[가-힣]{3}'
       '|[\u2600-\u27BF\U0001F1E6-\U0001FAFF]');

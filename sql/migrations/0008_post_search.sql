-- The words of posts in a table of their own: its rows are small, so that
-- many matches are read from few pages, and what changes often (views,
-- status) does not touch the index of words.

CREATE TABLE post_search (
    id          bigint PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    status      text NOT NULL,
    category_id bigint,
    author_id   bigint NOT NULL,
    listed_at   timestamptz NOT NULL,
    created_at  timestamptz NOT NULL,
    search      tsvector NOT NULL
) WITH (fillfactor = 90);

CREATE FUNCTION post_words(title text, excerpt text, content text)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector('simple'::regconfig, title), 'A') ||
           setweight(to_tsvector('simple'::regconfig, excerpt), 'B') ||
           setweight(to_tsvector('simple'::regconfig, content), 'D')
$$;

-- The index is one of words by blocks of 8,192 posts that were made one after
-- the other: each word stands in it behind a character that names its block.
-- The beginning of a word that is in very many posts can so be looked up in
-- some blocks alone; the index must gather all posts of all words that begin
-- so before it can compare them with anything else.

-- What an index calls has a bound body: a restore of a dump has no search
-- path.
CREATE FUNCTION post_block(id bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN id >> 13;

-- Never longer than the positions that a word has in a text, so that what
-- fits in one tsvector fits in the other. There are 4,096 marks, so that all of
-- them can be asked for whatever ids there are; blocks that share one cost a
-- little time.
CREATE FUNCTION post_block_mark(block bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN chr(256 + (block & 4095)::integer);

CREATE FUNCTION post_block_words(id bigint, search tsvector) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_to_tsvector(ARRAY(
    SELECT post_block_mark(post_block(id)) || word
    FROM unnest(tsvector_to_array(search)) word));

-- A query for posts of these blocks; NULL where it has no word. It knows no
-- places: words that must follow each other need only be in the same post.
CREATE FUNCTION post_block_query(words tsquery, blocks bigint[])
RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(
        '(' || regexp_replace(form, '''((?:[^''\\]|''''|\\.)*)''',
                              '''' || post_block_mark(block) || '\1''', 'g')
            || ')', '|')::tsquery
    FROM unnest(blocks) block,
        regexp_replace(words::text, ' <(?:-|\d+)> ', ' & ', 'g') form
    WHERE numnode(words) > 0
$$;

CREATE INDEX post_search_blocks ON post_search
    USING gin (post_block_words(id, search));

CREATE FUNCTION posts_search() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO post_search (id, status, category_id, author_id,
            listed_at, created_at, search)
        VALUES (NEW.id, NEW.status, NEW.category_id, NEW.author_id,
                NEW.listed_at, NEW.created_at,
                post_words(NEW.words_title, NEW.words_excerpt,
                           NEW.words_content));
        RETURN NULL;
    END IF;
    IF NEW.words_title <> OLD.words_title
       OR NEW.words_excerpt <> OLD.words_excerpt
       OR NEW.words_content <> OLD.words_content THEN
        UPDATE post_search
        SET search = post_words(NEW.words_title, NEW.words_excerpt,
                                NEW.words_content)
        WHERE id = NEW.id;
    END IF;
    IF NEW.status <> OLD.status OR NEW.author_id <> OLD.author_id
       OR NEW.category_id IS DISTINCT FROM OLD.category_id
       OR NEW.listed_at <> OLD.listed_at
       OR NEW.created_at <> OLD.created_at THEN
        UPDATE post_search
        SET status = NEW.status, category_id = NEW.category_id,
            author_id = NEW.author_id, listed_at = NEW.listed_at,
            created_at = NEW.created_at
        WHERE id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER posts_search AFTER INSERT OR UPDATE OF title, excerpt,
    words_title, words_excerpt, words_content, status, category_id,
    author_id, published_at, created_at
    ON posts FOR EACH ROW EXECUTE FUNCTION posts_search();

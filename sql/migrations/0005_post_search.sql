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

-- The last word names the 8,192 posts that this one is among, so that the
-- index can be asked for the matches within a stretch of posts. No text has a
-- word like it.
CREATE FUNCTION post_words(id bigint, title text, excerpt text, content text)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector('simple'::regconfig, title), 'A') ||
           setweight(to_tsvector('simple'::regconfig, excerpt), 'B') ||
           setweight(to_tsvector('simple'::regconfig, content), 'D') ||
           array_to_tsvector(ARRAY['#' || (id >> 13)])
$$;

INSERT INTO post_search (id, status, category_id, author_id, listed_at,
    created_at, search)
SELECT id, status, category_id, author_id, listed_at, created_at,
    search || array_to_tsvector(ARRAY['#' || (id >> 13)])
FROM posts;
CREATE INDEX post_search_words ON post_search USING gin (search);
ALTER TABLE posts DROP COLUMN search;

CREATE OR REPLACE FUNCTION posts_words() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.words_title = '' THEN
            NEW.words_title := lower(unaccent(NEW.title));
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.title <> OLD.title AND NEW.words_title = OLD.words_title THEN
        NEW.words_title := lower(unaccent(NEW.title));
    END IF;
    IF NEW.excerpt <> OLD.excerpt
       AND NEW.words_excerpt = OLD.words_excerpt THEN
        NEW.words_excerpt := lower(unaccent(NEW.excerpt));
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION posts_search() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO post_search (id, status, category_id, author_id,
            listed_at, created_at, search)
        VALUES (NEW.id, NEW.status, NEW.category_id, NEW.author_id,
                NEW.listed_at, NEW.created_at,
                post_words(NEW.id, NEW.words_title, NEW.words_excerpt,
                           NEW.words_content));
        RETURN NULL;
    END IF;
    IF NEW.words_title <> OLD.words_title
       OR NEW.words_excerpt <> OLD.words_excerpt
       OR NEW.words_content <> OLD.words_content THEN
        UPDATE post_search
        SET search = post_words(NEW.id, NEW.words_title, NEW.words_excerpt,
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

-- How many posts there are, kept so that a list can say its count without
-- counting. A row holds a difference for a category, an author and a status;
-- -1 stands for "any". The number is the sum of the rows: writers only add
-- rows, so none waits for another, and who reads sees exactly the rows of the
-- posts it sees. Now and then a writer folds the rows of the keys it touched
-- into one; rows that somebody else is folding are left to that one.

CREATE TABLE post_counts (
    category_id bigint NOT NULL,
    author_id   bigint NOT NULL,
    status      text NOT NULL,
    n           bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0,
        autovacuum_vacuum_threshold = 2000);
CREATE INDEX post_counts_key ON post_counts (category_id, author_id, status)
    INCLUDE (n);

CREATE FUNCTION post_counts_fold(category bigint, author bigint, state text)
RETURNS void LANGUAGE sql VOLATILE AS $$
    WITH gone AS (
        DELETE FROM post_counts WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM post_counts
            WHERE category_id = category AND author_id = author
              AND status = state
            LIMIT 1000 FOR UPDATE SKIP LOCKED))
        RETURNING n
    )
    INSERT INTO post_counts (category_id, author_id, status, n)
    SELECT category, author, state, sum(n) FROM gone HAVING sum(n) <> 0
$$;

-- Deleting rows that a snapshot still sees but that are gone is an error
-- above READ COMMITTED, so such transactions leave folding to others.
CREATE FUNCTION post_counts_may_fold() RETURNS boolean
LANGUAGE sql VOLATILE AS $$
    SELECT random() < 0.06
       AND current_setting('transaction_isolation') = 'read committed'
$$;

-- Posts that came or went, a whole statement at once.
CREATE FUNCTION posts_counted() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO post_counts (category_id, author_id, status, n)
    SELECT CASE WHEN grouping(category_id) = 1 THEN -1 ELSE category_id END,
           CASE WHEN grouping(author_id) = 1 THEN -1 ELSE author_id END,
           status, CASE TG_OP WHEN 'DELETE' THEN -count(*) ELSE count(*) END
    FROM changed
    GROUP BY status, CUBE (category_id, author_id)
    HAVING grouping(category_id) = 1 OR category_id IS NOT NULL;
    IF post_counts_may_fold() THEN
        PERFORM post_counts_fold(k.category_id, k.author_id, k.status)
        FROM (SELECT CASE WHEN grouping(category_id) = 1 THEN -1
                          ELSE category_id END AS category_id,
                     CASE WHEN grouping(author_id) = 1 THEN -1
                          ELSE author_id END AS author_id, status
              FROM changed GROUP BY status, CUBE (category_id, author_id)
             ) k
        WHERE k.category_id IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER posts_counted_insert AFTER INSERT ON posts
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION posts_counted();
CREATE TRIGGER posts_counted_delete AFTER DELETE ON posts
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION posts_counted();

-- A post that moved from one key to another.
CREATE FUNCTION posts_recounted() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    fold boolean := post_counts_may_fold();
    change record;
BEGIN
    FOR change IN
        SELECT c.category_id, c.author_id, c.status, sum(c.n) AS n
        FROM (VALUES (-1, -1, OLD.status, -1),
                     (OLD.category_id, -1, OLD.status, -1),
                     (-1, OLD.author_id, OLD.status, -1),
                     (OLD.category_id, OLD.author_id, OLD.status, -1),
                     (-1, -1, NEW.status, 1),
                     (NEW.category_id, -1, NEW.status, 1),
                     (-1, NEW.author_id, NEW.status, 1),
                     (NEW.category_id, NEW.author_id, NEW.status, 1)
             ) c (category_id, author_id, status, n)
        WHERE c.category_id IS NOT NULL
        GROUP BY c.category_id, c.author_id, c.status HAVING sum(c.n) <> 0
    LOOP
        INSERT INTO post_counts (category_id, author_id, status, n)
        VALUES (change.category_id, change.author_id, change.status,
                change.n);
        IF fold THEN
            PERFORM post_counts_fold(change.category_id, change.author_id,
                                     change.status);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER posts_recounted
    AFTER UPDATE OF category_id, author_id, status ON posts FOR EACH ROW
    WHEN (OLD.status <> NEW.status OR OLD.author_id <> NEW.author_id
          OR OLD.category_id IS DISTINCT FROM NEW.category_id)
    EXECUTE FUNCTION posts_recounted();

-- Count anew: for TRUNCATE, and for who has loaded posts
-- with triggers switched off.
CREATE FUNCTION post_counts_remake() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE posts IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM post_counts;
    INSERT INTO post_counts (category_id, author_id, status, n)
    SELECT CASE WHEN grouping(category_id) = 1 THEN -1 ELSE category_id END,
           CASE WHEN grouping(author_id) = 1 THEN -1 ELSE author_id END,
           status, count(*)
    FROM posts GROUP BY status, CUBE (category_id, author_id)
    HAVING grouping(category_id) = 1 OR category_id IS NOT NULL;
END $$;

CREATE FUNCTION posts_truncated() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM post_counts_remake();
    RETURN NULL;
END $$;
CREATE TRIGGER posts_truncated AFTER TRUNCATE ON posts
    FOR EACH STATEMENT EXECUTE FUNCTION posts_truncated();

-- How many posts the public sees of each month, kept as post_counts are, so
-- that an archive costs the same however many posts there are. -1 stands for
-- "any"; category and author together are counted when asked for.
CREATE TABLE post_months (
    month       date NOT NULL, -- its first day, of published_at in UTC
    category_id bigint NOT NULL,
    author_id   bigint NOT NULL,
    n           bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0,
        autovacuum_vacuum_threshold = 2000);
CREATE INDEX post_months_key ON post_months (category_id, author_id, month)
    INCLUDE (n);

CREATE FUNCTION post_month(moment timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN date_trunc('month', moment AT TIME ZONE 'UTC')::date;

CREATE FUNCTION post_months_fold(category bigint, author bigint, day date)
RETURNS void LANGUAGE sql VOLATILE AS $$
    WITH gone AS (
        DELETE FROM post_months WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM post_months
            WHERE category_id = category AND author_id = author
              AND month = day
            LIMIT 1000 FOR UPDATE SKIP LOCKED))
        RETURNING n
    )
    INSERT INTO post_months (month, category_id, author_id, n)
    SELECT day, category, author, sum(n) FROM gone HAVING sum(n) <> 0
$$;

-- Posts that came or went, a whole statement at once: row by row an import
-- would read, for each post, what it has written for all before.
CREATE FUNCTION posts_in_months() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO post_months (month, category_id, author_id, n)
    SELECT post_month(published_at),
           CASE WHEN grouping(category_id) = 1 THEN -1 ELSE category_id END,
           CASE WHEN grouping(author_id) = 1 THEN -1 ELSE author_id END,
           CASE TG_OP WHEN 'DELETE' THEN -count(*) ELSE count(*) END
    FROM changed WHERE status = 'PUBLISHED'
    GROUP BY post_month(published_at),
        GROUPING SETS ((), (category_id), (author_id))
    HAVING grouping(category_id) = 1 OR category_id IS NOT NULL;
    IF post_counts_may_fold() THEN
        PERFORM post_months_fold(k.category_id, k.author_id, k.month)
        FROM (SELECT post_month(published_at) AS month,
                     CASE WHEN grouping(category_id) = 1 THEN -1
                          ELSE category_id END AS category_id,
                     CASE WHEN grouping(author_id) = 1 THEN -1
                          ELSE author_id END AS author_id
              FROM changed WHERE status = 'PUBLISHED'
              GROUP BY post_month(published_at),
                  GROUPING SETS ((), (category_id), (author_id))) k
        WHERE k.category_id IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER posts_months_insert AFTER INSERT ON posts
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION posts_in_months();
CREATE TRIGGER posts_months_delete AFTER DELETE ON posts
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION posts_in_months();

-- A post that moved from one key to another.
CREATE FUNCTION posts_months() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    fold boolean := post_counts_may_fold();
    change record;
BEGIN
    FOR change IN
        SELECT m.month, k.category_id, k.author_id, sum(m.n) AS n
        FROM (VALUES (OLD.status, post_month(OLD.published_at),
                      OLD.category_id, OLD.author_id, -1),
                     (NEW.status, post_month(NEW.published_at),
                      NEW.category_id, NEW.author_id, 1))
                 m (status, month, category_id, author_id, n),
            LATERAL (VALUES (-1, -1), (m.category_id, -1), (-1, m.author_id))
                 k (category_id, author_id)
        WHERE m.status = 'PUBLISHED' AND k.category_id IS NOT NULL
        GROUP BY m.month, k.category_id, k.author_id HAVING sum(m.n) <> 0
    LOOP
        INSERT INTO post_months (month, category_id, author_id, n)
        VALUES (change.month, change.category_id, change.author_id, change.n);
        IF fold THEN
            PERFORM post_months_fold(change.category_id, change.author_id,
                                     change.month);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER posts_months_update
    AFTER UPDATE OF category_id, author_id, status, published_at ON posts
    FOR EACH ROW
    WHEN ((OLD.status = 'PUBLISHED' OR NEW.status = 'PUBLISHED')
          AND (OLD.status, OLD.author_id, OLD.category_id, OLD.published_at)
              IS DISTINCT FROM
              (NEW.status, NEW.author_id, NEW.category_id, NEW.published_at))
    EXECUTE FUNCTION posts_months();

-- Count anew: for TRUNCATE, and for who has loaded posts with triggers
-- switched off.
CREATE FUNCTION post_months_remake() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE posts IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM post_months;
    INSERT INTO post_months (month, category_id, author_id, n)
    SELECT post_month(published_at),
           CASE WHEN grouping(category_id) = 1 THEN -1 ELSE category_id END,
           CASE WHEN grouping(author_id) = 1 THEN -1 ELSE author_id END,
           count(*)
    FROM posts WHERE status = 'PUBLISHED'
    GROUP BY post_month(published_at),
        GROUPING SETS ((), (category_id), (author_id))
    HAVING grouping(category_id) = 1 OR category_id IS NOT NULL;
END $$;
SELECT post_months_remake();

CREATE FUNCTION posts_months_emptied() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM post_months_remake();
    RETURN NULL;
END $$;
CREATE TRIGGER posts_months_emptied AFTER TRUNCATE ON posts
    FOR EACH STATEMENT EXECUTE FUNCTION posts_months_emptied();

-- The default order of posts as one comparable key. A post that was never
-- published stands behind all times (before them, newest first), so that the
-- place of any row can be found in an index, however deep it is.

ALTER TABLE posts ADD COLUMN listed_at timestamptz NOT NULL
    GENERATED ALWAYS AS
    (coalesce(published_at, 'infinity'::timestamptz)) STORED;

-- One index serves the public (PUBLISHED) and who asks for another status.
DROP INDEX posts_public, posts_public_category, posts_public_author,
    posts_all, posts_status, posts_category, posts_author;
CREATE INDEX posts_all ON posts (listed_at, created_at, id);
CREATE INDEX posts_status ON posts (status, listed_at, created_at, id);
CREATE INDEX posts_category ON posts (category_id, listed_at, created_at, id);
CREATE INDEX posts_category_status ON posts
    (category_id, status, listed_at, created_at, id);
CREATE INDEX posts_author ON posts (author_id, listed_at, created_at, id);
CREATE INDEX posts_author_status ON posts
    (author_id, status, listed_at, created_at, id);
-- ordering=published_at, where the id breaks ties
CREATE INDEX posts_listed ON posts (listed_at, id);

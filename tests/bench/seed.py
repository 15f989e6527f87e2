"""Fill a site's database with many posts, by SQL alone.

    /usr/bin/python3 tests/bench/seed.py CONNINFO [--posts 100000]

CONNINFO is libpq's, of a superuser (triggers are off while rows go in). The
database must be migrated. Posts of 1 to 4 KB, 90 % of them published, in 50
categories, by 100 authors (writer1 ...; no password fits any of them), every
other one with a picture; words as frequent as in a language (the k-th word
1/k as frequent as the first). Each ten posts share a word that no other has.
What the triggers would have kept is made afterwards.
"""

import argparse
import subprocess

CATEGORIES = 50
AUTHORS = 100
VOCABULARY = 20000

# The k-th most frequent word: syllables of k, so that it looks like one.
WORDS = f"""
CREATE TEMP TABLE word AS
SELECT k, (ARRAY['ba','ko','li','ter','mun','sa','ve','ron','ti','qua']
           )[k % 10 + 1] ||
          (ARRAY['den','for','ga','hel','is','jo','kra','lum','na','os']
           )[k / 10 % 10 + 1] ||
          CASE WHEN k >= 100 THEN
              (ARRAY['pe','rut','sil','tor','u','vin','wex','yl','zan','bri']
               )[k / 100 % 10 + 1] ELSE '' END ||
          CASE WHEN k >= 1000 THEN
              (ARRAY['a','e','i','o','u','ar','er','ir','or','ur']
               )[k / 1000 % 10 + 1] || (k / 10000) ELSE '' END AS word
FROM generate_series(1, {VOCABULARY}) k;
CREATE UNIQUE INDEX ON word (k) INCLUDE (word);
CREATE TEMP TABLE paragraph AS
SELECT n, string_agg(w.word, ' ') AS text
FROM (SELECT n, floor(exp(random() * ln({VOCABULARY})))::integer AS k
      FROM generate_series(1, 4000) n, generate_series(1, 60)) pick
JOIN word w USING (k)
GROUP BY n;
CREATE UNIQUE INDEX ON paragraph (n) INCLUDE (text);
ANALYZE word;
ANALYZE paragraph;
"""

PLACES = f"""
INSERT INTO users (username, email, first_name, last_name, password_hash)
SELECT 'writer' || n, 'writer' || n || '@example.org', 'Writer', 'No ' || n,
       '!'
FROM generate_series(1, {AUTHORS}) n;
INSERT INTO categories (name, slug, description, "order")
SELECT 'Category ' || n, 'category-' || n, 'What belongs to ' || n, n
FROM generate_series(1, {CATEGORIES}) n;
CREATE TEMP TABLE author AS
SELECT row_number() OVER (ORDER BY id) AS n, id FROM users
WHERE password_hash = '!';
CREATE TEMP TABLE section AS
SELECT row_number() OVER (ORDER BY id) AS n, id FROM categories
WHERE slug LIKE 'category-%';
INSERT INTO media_files (sha256, key, media_type, mime_type, extension, size,
    status, width, height, placeholder, variants)
SELECT encode(sha256(n::text::bytea), 'hex'), md5('key' || n), 'IMAGE',
    'image/jpeg', 'jpg', 400000, 'READY', 2000, 1500, '#a0b0c0',
    jsonb_build_array(
        jsonb_build_object('name', 'thumb', 'file', 'aa-thumb.webp',
            'width', 320, 'height', 240, 'file_size', 9000),
        jsonb_build_object('name', 'medium', 'file', 'aa-medium.webp',
            'width', 800, 'height', 600, 'file_size', 40000),
        jsonb_build_object('name', 'large', 'file', 'aa-large.webp',
            'width', 1600, 'height', 1200, 'file_size', 120000))
FROM generate_series(1, 200) n;
CREATE TEMP TABLE picture AS
WITH made AS (
    INSERT INTO media (file_id, uploaded_by_id, original_name, alt_text)
    SELECT f.id, (SELECT id FROM author WHERE n = 1), f.key || '.jpg', 'Seen'
    FROM media_files f
    WHERE NOT EXISTS (SELECT FROM media m WHERE m.file_id = f.id)
    RETURNING id
)
SELECT row_number() OVER () AS n, id FROM made;
ANALYZE author;
ANALYZE section;
ANALYZE picture;
"""

# How far apart posts come: a minute. Hashes of n instead of random(), so
# that the same number of posts is always the same site.
POSTS = """
CREATE TEMP TABLE base AS SELECT coalesce(max(id), 0) AS id FROM posts;
INSERT INTO posts (id, title, slug, content, excerpt, author_id, category_id,
    status, scheduled_publish_at, published_at, published_by_id,
    thumbnail_media_id, read_time, words_title, words_excerpt, words_content,
    created_at, updated_at)
SELECT base.id + s.n, left(initcap(words.title), 200), 'post-' || base.id + s.n,
    body.content, left(body.first, 200), author.id, section.id, t.status,
    NULL, t.at, CASE WHEN t.at IS NOT NULL THEN author.id END, picture.id,
    1, words.title, left(body.first, 200), body.text,
    t.made, t.made
FROM base CROSS JOIN generate_series(1, :posts) s (n)
CROSS JOIN LATERAL (
    SELECT timestamptz '2020-01-01' - (:posts - s.n) * interval '1 minute'
               AS made, (hashint8(s.n + 7) & 65535) AS h,
           (hashint8(s.n + 99) & 65535) AS g) r
CROSS JOIN LATERAL (
    SELECT r.made, CASE WHEN r.h / 64 % 100 < 90 THEN 'PUBLISHED'
                        WHEN r.h / 64 % 100 < 96 THEN 'DRAFT'
                        WHEN r.h / 64 % 100 < 98 THEN 'IN_REVIEW'
                        ELSE 'ARCHIVED' END AS status,
           CASE WHEN r.h / 64 % 100 < 90 OR r.h / 64 % 100 >= 98
                THEN r.made + interval '30 seconds' END AS at) t
CROSS JOIN LATERAL (
    SELECT string_agg(p.text, ' ') AS text, min(p.text) AS first,
           ('[' || string_agg('{"type":"paragraph","text":"' || p.text ||
                              '"}', ',') || ']')::json AS content
    FROM generate_series(1, 3 + r.g % 5) i
    JOIN paragraph p ON p.n = (hashint8(s.n * 8 + i) & 2147483647) % 4000 + 1
    ) body
CROSS JOIN LATERAL (
    SELECT split_part(body.text, ' ', 3) || ' ' ||
           split_part(body.text, ' ', 4) || ' ' ||
           split_part(body.text, ' ', 5) || ' seldom' || s.n / 10 AS title
    ) words
JOIN author ON author.n = r.g % :authors + 1
JOIN section ON section.n = r.h % :categories + 1
LEFT JOIN picture ON s.n % 2 = 0 AND picture.n = s.n / 2 % 200 + 1;
INSERT INTO post_media (post_id, media_id)
SELECT p.id, p.thumbnail_media_id FROM posts p, base
WHERE p.id > base.id AND p.thumbnail_media_id IS NOT NULL;
INSERT INTO post_search (id, status, category_id, author_id, listed_at,
    created_at, search)
SELECT p.id, p.status, p.category_id, p.author_id, p.listed_at, p.created_at,
    post_words(p.words_title, p.words_excerpt, p.words_content)
FROM posts p, base WHERE p.id > base.id;
INSERT INTO post_views (id, status, view_count)
SELECT p.id, p.status, hashint8(p.id) & 1023 FROM posts p, base
WHERE p.id > base.id;
SELECT post_counts_remake();
SELECT post_months_remake();
SELECT setval(pg_get_serial_sequence('posts', 'id'), max(id)) FROM posts;
"""

# Indexes that no constraint needs go in faster when the rows are there.
SHELVE = """
CREATE TEMP TABLE shelved AS
SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid)
       AS made
FROM pg_index i
WHERE i.indrelid IN ('posts'::regclass, 'post_search'::regclass,
                     'post_views'::regclass)
  AND NOT EXISTS (SELECT FROM pg_constraint c
                  WHERE c.conindid = i.indexrelid);
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT name FROM shelved LOOP
        EXECUTE 'DROP INDEX ' || one.name;
    END LOOP;
END $$;
"""
UNSHELVE = """
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT made FROM shelved LOOP
        EXECUTE one.made;
    END LOOP;
END $$;
"""

# Three tags a post: tag-1 on every other one, tag-2 to tag-21 on a twentieth
# each, the 200 others on one of 200.
TAGS = """
SET session_replication_role = replica;
INSERT INTO tags (name, slug)
SELECT 'Tag ' || n, 'tag-' || n FROM generate_series(1, 221) n;
CREATE TEMP TABLE label AS
SELECT substr(slug, 5)::integer AS n, id FROM tags WHERE slug ~ '^tag-[0-9]+$';
UPDATE posts p SET tag_ids = ARRAY(
    SELECT id FROM label WHERE n = ANY (ARRAY[p.id % 2,
        2 + p.id / 2 % 20, 22 + p.id / 40 % 200]));
INSERT INTO post_tags (post_id, tag_id, position, status, listed_at,
                       created_at)
SELECT p.id, u.tag_id, u.n, p.status, p.listed_at, p.created_at
FROM posts p, unnest(p.tag_ids) WITH ORDINALITY u (tag_id, n);
SELECT post_counts_remake();
VACUUM (ANALYZE) posts, tags, post_tags, tag_counts;
"""


# Ten revisions and ten events a post, the newest as it is. What a revision
# keeps of a post is short here: none of the reads but that of one looks at it.
HISTORY = """
INSERT INTO post_revisions (post_id, number, began_at, created_at, author_id,
    action, status, seen, title, changed, post)
SELECT p.id, n, p.created_at, p.created_at + n * interval '1 minute',
    p.author_id, 'edit', p.status, false, p.title, '{title}',
    json_build_object('title', p.title, 'content', '[]'::json)
FROM posts p, generate_series(1, 10) n ORDER BY n, p.id;
INSERT INTO events (at, user_name, action, object_type, object_id, label,
    changed, public, slug, status)
SELECT now() - p.id * interval '1 ms', u.username, 'edit', 'post', p.id,
    p.title, '{title}', CASE WHEN p.status = 'PUBLISHED' THEN 'updated' END,
    p.slug, p.status
FROM generate_series(1, 10) n, posts p JOIN users u ON u.id = p.author_id
ORDER BY n, p.id;
VACUUM (ANALYZE) post_revisions, events, event_news;
"""


def seed_text(posts):
    """A psql script."""
    return "\n".join([
        "SET session_replication_role = replica;",
        "SET maintenance_work_mem = '512MB';",
        "SET work_mem = '64MB';",
        "SET statement_timeout = 0;",
        "SELECT setseed(0.42);",
        f"\\set posts {posts}", f"\\set authors {AUTHORS}",
        f"\\set categories {CATEGORIES}",
        "BEGIN;", SHELVE, WORDS, PLACES, POSTS, UNSHELVE, "COMMIT;",
        "VACUUM (ANALYZE) posts, post_search, post_views, post_counts, "
        "post_months, "
        "post_media, media, media_files, users, categories;"])


def run(conninfo, text):
    done = subprocess.run(
        ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", conninfo, "-f", "-"],
        input=text, text=True, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)


def seed(conninfo, posts):
    run(conninfo, seed_text(posts))


def seed_tags(conninfo):
    """Give the posts that there are tags."""
    run(conninfo, TAGS)


def seed_history(conninfo):
    """Give the posts that there are revisions and events."""
    run(conninfo, "SET session_replication_role = replica;" + HISTORY)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("conninfo")
    parser.add_argument("--posts", type=int, default=100000)
    parser.add_argument("--tags", action="store_true", help="with tags")
    options = parser.parse_args()
    seed(options.conninfo, options.posts)
    if options.tags:
        seed_tags(options.conninfo)


if __name__ == "__main__":
    main()

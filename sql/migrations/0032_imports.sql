-- What talecraftctl import has brought from other systems, so that another run
-- recognises it. Written by the transaction that makes the row. new_id is no
-- reference: what was deleted here since is not brought back.

CREATE TABLE imported (
    source      text NOT NULL, -- a system and its site
    kind        text NOT NULL CHECK (kind IN
                ('user', 'category', 'tag', 'media', 'post', 'page')),
    old_id      text NOT NULL,
    old_url     text NOT NULL DEFAULT '',
    new_id      bigint NOT NULL,
    imported_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (source, kind, old_id)
);
CREATE INDEX imported_url ON imported (source, old_url)
    WHERE kind = 'media' AND old_url <> '';

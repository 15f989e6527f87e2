-- Working copies: what is being written of a post, apart from what is live.

CREATE TABLE working_copies (
    post_id      bigint PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    fields       json NOT NULL, -- as they were sent
    base_version bigint NOT NULL, -- the post's, when the copy was begun
    submitted    boolean NOT NULL DEFAULT false,
    author_id    bigint REFERENCES users ON DELETE SET NULL,
    version      bigint NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX working_copies_author ON working_copies (author_id);
CREATE TRIGGER working_copies_touch BEFORE UPDATE OF fields, submitted
    ON working_copies FOR EACH ROW EXECUTE FUNCTION touch();

-- Media that a copy mentions is in use; position as in post_media. What does
-- not exist is not here: a copy may mention it all the same.
CREATE TABLE working_copy_media (
    post_id  bigint NOT NULL REFERENCES working_copies ON DELETE CASCADE,
    media_id bigint NOT NULL CONSTRAINT working_copy_media_media_fkey
             REFERENCES media,
    position integer,
    PRIMARY KEY (post_id, media_id)
);
CREATE INDEX working_copy_media_media ON working_copy_media (media_id);

-- Lists and cursors want one number a row.
ALTER TABLE post_revisions ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY;
CREATE UNIQUE INDEX post_revisions_id ON post_revisions (id);
CREATE INDEX post_revisions_listed ON post_revisions (post_id, id);

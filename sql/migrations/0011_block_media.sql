-- Which members of blocks name media: the rows of the module's list of block
-- types (src/posts/block_types.c) whose kind is that. A new type with media
-- adds its row in a migration of its own.

CREATE TABLE block_media (
    type   text NOT NULL,
    member text NOT NULL,
    many   boolean NOT NULL, -- a list of ids
    PRIMARY KEY (type, member)
);
INSERT INTO block_media (type, member, many) VALUES
    ('image', 'media_id', false),
    ('video', 'media_id', false),
    ('gallery', 'media_ids', true);

CREATE OR REPLACE FUNCTION posts_media() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.content::text = OLD.content::text
           AND NEW.featured_media_id IS NOT DISTINCT FROM
               OLD.featured_media_id
           AND NEW.thumbnail_media_id IS NOT DISTINCT FROM
               OLD.thumbnail_media_id
           AND NEW.og_media_id IS NOT DISTINCT FROM OLD.og_media_id THEN
            RETURN NULL;
        END IF;
        DELETE FROM post_media WHERE post_id = NEW.id;
    END IF;
    INSERT INTO post_media (post_id, media_id, position)
    SELECT NEW.id, m.media_id, min(m.position)
    FROM (
        SELECT g.id::bigint AS media_id, (b.n * 100 + g.n)::integer AS position
        FROM json_array_elements(NEW.content) WITH ORDINALITY b (block, n)
        JOIN block_media k ON k.type = b.block ->> 'type',
             json_array_elements_text(
                 CASE WHEN k.many THEN b.block -> k.member
                      ELSE json_build_array(b.block -> k.member) END)
                 WITH ORDINALITY g (id, n)
        UNION ALL
        SELECT f.id, NULL
        FROM unnest(ARRAY[NEW.featured_media_id, NEW.thumbnail_media_id,
                          NEW.og_media_id]) f (id)
    ) m
    WHERE m.media_id IS NOT NULL
    GROUP BY m.media_id;
    RETURN NULL;
END $$;

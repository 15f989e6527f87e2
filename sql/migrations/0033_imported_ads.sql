-- talecraftctl import django brings ad placements as well.

ALTER TABLE imported DROP CONSTRAINT imported_kind_check;
ALTER TABLE imported ADD CONSTRAINT imported_kind_check CHECK (kind IN
    ('user', 'category', 'tag', 'media', 'post', 'page', 'ad'));

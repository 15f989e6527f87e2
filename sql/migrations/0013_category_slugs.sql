-- A category's slug that readers may have seen keeps leading to it.
CREATE TABLE category_slugs (
    slug        text PRIMARY KEY,
    category_id bigint NOT NULL REFERENCES categories ON DELETE CASCADE,
    changed_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX category_slugs_category ON category_slugs (category_id);

CREATE FUNCTION categories_slug_history() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO category_slugs (slug, category_id) VALUES (OLD.slug, OLD.id)
    ON CONFLICT (slug) DO UPDATE SET category_id = excluded.category_id,
        changed_at = excluded.changed_at;
    DELETE FROM category_slugs
    WHERE slug = NEW.slug AND category_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER categories_slug_history AFTER UPDATE OF slug ON categories
    FOR EACH ROW WHEN (OLD.slug <> NEW.slug AND OLD.is_active)
    EXECUTE FUNCTION categories_slug_history();

-- What the public does not see empties none of its answers.

-- Whether somebody may sign in, and as what, is nowhere in a post.
DROP TRIGGER users_tags ON users;
CREATE TRIGGER users_tags
    AFTER DELETE OR UPDATE OF username, first_name, last_name
    ON users FOR EACH ROW EXECUTE FUNCTION users_tags();

-- OLD is NULL for a row that is made, NEW for one that goes.
CREATE OR REPLACE FUNCTION ad_placements_tags() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.is_active OR NEW.is_active THEN
        PERFORM change_tag('ads');
        IF TG_OP <> 'INSERT' THEN
            PERFORM change_tag('ad/' || OLD.id);
        END IF;
    END IF;
    RETURN NULL;
END $$;

-- Posts and sub-categories name a category that is off as well, and its
-- place in the tree decides what is below the others.
CREATE OR REPLACE FUNCTION categories_tags() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.is_active OR NEW.is_active OR
        TG_OP = 'UPDATE' AND (OLD.name, OLD.slug, OLD.parent_id)
            IS DISTINCT FROM (NEW.name, NEW.slug, NEW.parent_id)
    THEN
        PERFORM change_tag('categories');
        IF TG_OP <> 'INSERT' THEN
            PERFORM change_tag('category/' || OLD.id);
        END IF;
    END IF;
    RETURN NULL;
END $$;

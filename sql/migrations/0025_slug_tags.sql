-- Servers keep for a while that a slug leads nowhere, or to another slug. What
-- makes a post or category public, or gives it another slug, raises a tag of
-- its own; the histories of slugs raise one too, because an import may write
-- them alone.
CREATE FUNCTION slugs_tags() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM change_tag('slugs');
    RETURN NULL;
END $$;
CREATE TRIGGER slug_history_tags AFTER INSERT OR UPDATE OR DELETE
    ON slug_history FOR EACH ROW EXECUTE FUNCTION slugs_tags();
CREATE TRIGGER slug_history_emptied AFTER TRUNCATE ON slug_history
    FOR EACH STATEMENT EXECUTE FUNCTION table_emptied();
CREATE TRIGGER category_slugs_tags AFTER INSERT OR UPDATE OR DELETE
    ON category_slugs FOR EACH ROW EXECUTE FUNCTION slugs_tags();
CREATE TRIGGER category_slugs_emptied AFTER TRUNCATE ON category_slugs
    FOR EACH STATEMENT EXECUTE FUNCTION table_emptied();

-- What a list of posts is read from: posts, or those of the tag that has the
-- fewest, by its own index as far as that tells.
--? untagged
posts p
--.
--? tagged
(SELECT t.post_id AS id, t.status, t.listed_at, t.created_at, b.author_id,
     b.category_id, b.title, b.slug, b.published_at, b.scheduled_publish_at,
     b.updated_at, b.last_edited_by_id, b.no_index
 FROM post_tags t LEFT JOIN posts b ON b.id = t.post_id
 WHERE t.tag_id = (SELECT first FROM tagged)) p
--.

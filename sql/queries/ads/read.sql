-- ads_read: an ad placement. params: id. columns: version, body, tags.
SELECT a.version,
--< ads/item
    AS body, 'ad/' || a.id AS tags
FROM ad_placements a WHERE a.id = :id::bigint
--? public
AND a.is_active
--.

--? order:default.asc
c."order" ASC, c.name COLLATE "und-x-icu" ASC
--.
--? order:default.desc
c."order" DESC, c.name COLLATE "und-x-icu" DESC
--.
--? order:name.asc
c.name COLLATE "und-x-icu" ASC
--.
--? order:name.desc
c.name COLLATE "und-x-icu" DESC
--.
--? order:order.asc
c."order" ASC
--.
--? order:order.desc
c."order" DESC
--.
--? order:post_count.asc
c.post_count ASC
--.
--? order:post_count.desc
c.post_count DESC
--.
--? order:created_at.asc
c.created_at ASC
--.
--? order:created_at.desc
c.created_at DESC
--.
--? order:id.asc
c.id ASC
--.
--? order:id.desc
c.id DESC
--.

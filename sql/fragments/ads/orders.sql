--? order:default.asc
a.name COLLATE "und-x-icu" ASC
--.
--? order:default.desc
a.name COLLATE "und-x-icu" DESC
--.
--? order:name.asc
a.name COLLATE "und-x-icu" ASC
--.
--? order:name.desc
a.name COLLATE "und-x-icu" DESC
--.
--? order:created_at.asc
a.created_at ASC
--.
--? order:created_at.desc
a.created_at DESC
--.
--? order:id.asc
a.id ASC
--.
--? order:id.desc
a.id DESC
--.

--? order:rank
p.rank DESC
--.
--? order:default.desc
p.listed_at DESC, p.created_at DESC
--.
--? order:default.asc
p.listed_at ASC, p.created_at ASC
--.
--? order:published_at.asc
p.listed_at ASC
--.
--? order:published_at.desc
p.listed_at DESC
--.
--? order:created_at.asc
p.created_at ASC
--.
--? order:created_at.desc
p.created_at DESC
--.
--? order:updated_at.asc
p.updated_at ASC
--.
--? order:updated_at.desc
p.updated_at DESC
--.
--? order:title.asc
p.title COLLATE "und-x-icu" ASC
--.
--? order:title.desc
p.title COLLATE "und-x-icu" DESC
--.
--? order:view_count.asc
v.view_count ASC
--.
--? order:view_count.desc
v.view_count DESC
--.
--? order:id.asc
p.id ASC
--.
--? order:id.desc
p.id DESC
--.

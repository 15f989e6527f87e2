--? order:default.asc
m.created_at ASC
--.
--? order:default.desc
m.created_at DESC
--.
--? order:created_at.asc
m.created_at ASC
--.
--? order:created_at.desc
m.created_at DESC
--.
--? order:file_size.asc
f.size ASC
--.
--? order:file_size.desc
f.size DESC
--.
--? order:original_name.asc
m.original_name COLLATE "und-x-icu" ASC
--.
--? order:original_name.desc
m.original_name COLLATE "und-x-icu" DESC
--.
--? order:id.asc
m.id ASC
--.
--? order:id.desc
m.id DESC
--.

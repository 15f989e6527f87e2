-- talecraftctl cache flush: as after a TRUNCATE: every listener, and a cache in
-- front, is told that everything is out of date.
SELECT change_tag('*')

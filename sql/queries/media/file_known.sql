-- Which of the files found on disk have a row.
-- params: names (JSON array of hashes or keys). columns: name.
SELECT n.name
FROM json_array_elements_text(:names::json) n (name)
WHERE EXISTS (SELECT FROM media_files f WHERE f.sha256 = n.name)
   OR EXISTS (SELECT FROM media_files f WHERE f.key = n.name)

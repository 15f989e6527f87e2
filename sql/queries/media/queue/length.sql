-- How many files wait or are being processed.
SELECT count(*) AS waiting FROM media_files
WHERE status IN ('UPLOADED', 'PROCESSING') OR again

-- The next rows of the cursor. columns: row.
FETCH 100 FROM talecraft_rows

-- The cursor has been read.
CLOSE talecraft_rows

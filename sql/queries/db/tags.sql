-- What the triggers noted in this transaction: tags, one a line.
SELECT current_setting('talecraft.tags', true)

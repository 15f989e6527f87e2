-- columns: some.
SELECT
--< media/left
    AS some

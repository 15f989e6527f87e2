-- working_copy_version: of a post. params: post. columns: version; no row
-- where there is none.
SELECT version FROM working_copies WHERE post_id = :post::bigint

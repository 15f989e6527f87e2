-- What the files behind this one share. Every table that clients change has
-- `version` (what If-Match compares) and `updated_at`, both kept by touch().

CREATE EXTENSION IF NOT EXISTS unaccent;

-- The contract's form of a time: always six digits and Z.
CREATE FUNCTION iso(t timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;

CREATE FUNCTION touch() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    NEW.updated_at := greatest(clock_timestamp(),
                               OLD.updated_at + interval '1 microsecond');
    RETURN NEW;
END $$;

-- Failed logins of the last minute, so that all servers of a site count the
-- same ones. Not logged: they are no loss after a crash, and cost no fsync.
CREATE UNLOGGED TABLE login_failures (
    key      text PRIMARY KEY, -- an address, or an address and a name's hash
    failures integer NOT NULL,
    until    timestamptz NOT NULL -- the end of the minute that counts
);
CREATE INDEX login_failures_until ON login_failures (until);

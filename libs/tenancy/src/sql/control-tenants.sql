-- The registry: which tenants there are, and where each one lives.

CREATE TABLE IF NOT EXISTS control.tenants (
  name              text        PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9-]{1,30}$'),
  "database"        text        NOT NULL,
  -- null: the server of this control database
  host              text,
  port              integer     CHECK (port BETWEEN 1 AND 65535),
  -- The partition of every topic that holds all events of the tenant. It never changes.
  "partition"       integer     NOT NULL CHECK ("partition" >= 0),
  status            text        NOT NULL CHECK (status IN ('provisioning', 'active', 'suspended')),
  -- Folded from the tenant's own log of `tenants`, up to this place in it.
  settings          jsonb       NOT NULL,
  settings_epoch    integer     NOT NULL DEFAULT 0,
  settings_position bigint      NOT NULL DEFAULT 0,
  -- What its database was last brought to: a digest of all SQL that provisioning runs in it.
  shape             text,
  created_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE NULLS NOT DISTINCT (host, port, "database"),
  CHECK ((host IS NULL) = (port IS NULL))
);

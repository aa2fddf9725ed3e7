-- How far consumers of the topics have got, and what they could not do.

-- The next offset a consumer reads of a partition.
CREATE TABLE IF NOT EXISTS control.cursors (
  consumer    text        NOT NULL,
  topic       text        NOT NULL,
  "partition" integer     NOT NULL,
  "offset"    bigint      NOT NULL,
  updated_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (consumer, topic, "partition")
);

-- A tenant that could not take its events from that offset on. It never blocks the others of its partition: a second
-- reader catches it up.
CREATE TABLE IF NOT EXISTS control.behind (
  consumer    text        NOT NULL,
  topic       text        NOT NULL,
  "partition" integer     NOT NULL,
  tenant      text        NOT NULL,
  "offset"    bigint      NOT NULL,
  reason      text        NOT NULL,
  since       timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (consumer, topic, "partition", tenant)
);

-- Messages that are no events of ours, kept as they came.
CREATE TABLE IF NOT EXISTS control.undecodable (
  consumer    text        NOT NULL,
  topic       text        NOT NULL,
  "partition" integer     NOT NULL,
  "offset"    bigint      NOT NULL,
  reason      text        NOT NULL,
  value       bytea,
  seen_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (consumer, topic, "partition", "offset")
);

-- A consumer that met a gap asks the relay of that log to ship it again from there.
CREATE TABLE IF NOT EXISTS control.reship_requests (
  tenant        text        NOT NULL,
  service       text        NOT NULL,
  from_position bigint      NOT NULL CHECK (from_position > 0),
  requested_by  text        NOT NULL,
  at            timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant, service, requested_by)
);

-- What people have to be told. `keeper` records it as an event, and takes it out: at once, or when whoever has raised it
-- has said that it is over.
CREATE TABLE IF NOT EXISTS control.alarms (
  id            uuid        PRIMARY KEY,
  tenant        text        NOT NULL,
  service       text        NOT NULL,
  kind          text        NOT NULL,
  subject       text        NOT NULL,
  reason        text        NOT NULL,
  at            timestamptz NOT NULL DEFAULT clock_timestamp()
);
ALTER TABLE control.alarms
  ADD COLUMN IF NOT EXISTS lasts boolean NOT NULL DEFAULT false,
  ADD COLUMN IF NOT EXISTS recorded_at timestamptz,
  -- What has ended it.
  ADD COLUMN IF NOT EXISTS over text;

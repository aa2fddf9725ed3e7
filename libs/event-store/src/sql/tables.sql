-- The log of one service for one tenant. All times are UTC epoch milliseconds. Everything here belongs to the tenant's
-- owner role, which cannot log in; the service itself may only read, and write through the functions beside this file.

-- One row: where the log ends. `append` locks it, which is what makes positions gapless and in commit order.
CREATE TABLE IF NOT EXISTS head (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  epoch integer NOT NULL,
  position bigint NOT NULL,
  hash bytea NOT NULL, -- of the last event; 32 zero bytes for an empty log
  recorded_at bigint NOT NULL
) WITH (fillfactor = 10); -- room on the page, so that each move of the head is a heap-only update

-- docs/event-log-format.md tells how `hash` comes about; it covers every other column, in this order.
CREATE TABLE IF NOT EXISTS events (
  position bigint PRIMARY KEY,
  epoch integer NOT NULL,
  event_id uuid NOT NULL,
  stream_id text COLLATE "C" NOT NULL CHECK (stream_id <> ''),
  version bigint NOT NULL,
  event text COLLATE "C" NOT NULL,
  schema_version integer NOT NULL,
  body bytea NOT NULL CHECK (octet_length(body) <= 262144), -- Avro, without framing; 256 KiB
  occurred_at bigint NOT NULL,
  recorded_at bigint NOT NULL,
  actor text,
  correlation_id uuid NOT NULL,
  causation_id uuid,
  traceparent text,
  ext json, -- json, not jsonb: kept to the letter, since it is hashed
  hash bytea NOT NULL,
  CONSTRAINT events_event_id UNIQUE (event_id),
  CONSTRAINT events_stream_version UNIQUE (stream_id, version)
);

-- The text of every schema the log has used, so that a log or a backup is readable alone.
CREATE TABLE IF NOT EXISTS schemas (
  event text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  schema text NOT NULL,
  registry_id integer, -- the last id the schema registry gave for it: the relay needs no registry to go on
  PRIMARY KEY (event, version)
);

-- What was answered to a request with an idempotency key. Purged 48 hours after.
CREATE TABLE IF NOT EXISTS idempotency_keys (
  key text COLLATE "C" PRIMARY KEY,
  request_hash text COLLATE "C" NOT NULL,
  answer json,
  epoch integer NOT NULL,
  first_position bigint NOT NULL,
  last_position bigint NOT NULL,
  created_at bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS idempotency_keys_created_at ON idempotency_keys (created_at);

-- Which events a reactor has answered to, also with "nothing to do". Kept for good: a reactor is never replayed.
CREATE TABLE IF NOT EXISTS reactions (
  reactor text COLLATE "C" NOT NULL,
  cause_event_id uuid NOT NULL,
  PRIMARY KEY (reactor, cause_event_id)
);

-- How far each reactor has read each source log. No row means epoch 1, position 0.
CREATE TABLE IF NOT EXISTS checkpoints (
  consumer text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL,
  epoch integer NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (consumer, source)
) WITH (fillfactor = 50);

-- Events of an older epoch from `from_position` on are void for every consumer. So an event is of the newest epoch that
-- begins at its position or before: what was appended before anybody noticed that the log had been put back, too,
-- though `events.epoch` says in which epoch it was recorded.
CREATE TABLE IF NOT EXISTS epochs (
  epoch integer PRIMARY KEY,
  from_position bigint NOT NULL,
  opened_at bigint NOT NULL
);

-- How far the log has been shipped: the last position; and the last offset of the partition up to which that is known to
-- agree with the log, since it is of that position, or since the log was compared with it. -1: none.
CREATE TABLE IF NOT EXISTS relay (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  position bigint NOT NULL,
  "offset" bigint NOT NULL,
  updated_at bigint NOT NULL
) WITH (fillfactor = 10);

-- In which life of the database (see `life`) the log was last compared with its topic; NULL: in none.
ALTER TABLE relay ADD COLUMN IF NOT EXISTS life text;

INSERT INTO head (epoch, position, hash, recorded_at)
VALUES (1, 0, decode(repeat('00', 32), 'hex'), 0) ON CONFLICT DO NOTHING;
INSERT INTO epochs (epoch, from_position, opened_at)
SELECT 1, 1, floor(extract(epoch FROM clock_timestamp()) * 1000) WHERE NOT EXISTS (SELECT FROM epochs);
INSERT INTO relay (position, "offset", updated_at) VALUES (0, -1, 0) ON CONFLICT DO NOTHING;

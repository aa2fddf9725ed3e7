-- What a log once was, remembered outside of the server it lives on: a log that no longer agrees was restored or moved.

CREATE TABLE IF NOT EXISTS control.witnesses (
  tenant      text        NOT NULL,
  service     text        NOT NULL,
  epoch       integer     NOT NULL,
  "position"  bigint      NOT NULL,
  hash        bytea       NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, service)
);

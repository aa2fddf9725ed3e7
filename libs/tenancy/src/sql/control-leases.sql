-- Who does a piece of work for now. It saves doing it twice; correctness never rests on it.

CREATE TABLE IF NOT EXISTS control.leases (
  name       text        PRIMARY KEY,
  holder     text        NOT NULL,
  expires_at timestamptz NOT NULL
);

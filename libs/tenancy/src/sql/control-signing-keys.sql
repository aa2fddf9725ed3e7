-- The keys with which tokens are signed. The private half is sealed, and only auth may read it even so.

CREATE TABLE IF NOT EXISTS control.signing_keys (
  kid            text        PRIMARY KEY,
  public_jwk     jsonb       NOT NULL,
  private_sealed bytea       NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- From then on it signs nothing; what it signed before is still verified.
  retired_at     timestamptz
);

-- The key under which a person's data is sealed, itself wrapped by a key of the tenant that is not in any database. No
-- role reads these tables: the functions give a tenant's role its own tenant's keys and nothing else.

-- Which tenant and service a role belongs to. The name of a role is not parsed for that.
CREATE TABLE IF NOT EXISTS control.role_tenants (
  role    text PRIMARY KEY,
  tenant  text NOT NULL,
  service text NOT NULL
);

CREATE TABLE IF NOT EXISTS control.person_keys (
  tenant    text NOT NULL,
  person_id uuid NOT NULL,
  -- null: erased. The row stays, so that no new key is ever made for the person.
  wrapped   bytea,
  PRIMARY KEY (tenant, person_id)
);

-- The schema of what belongs to no tenant, and the role that owns it: nobody can log in as it, and it owns nothing else.
-- Run by the provisioner in database `aviary`.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'aviary_control') THEN
    CREATE ROLE aviary_control NOLOGIN;
  END IF;
  -- What a tenant's role may do here is given to these, and membership in them to the role: the rights on the database
  -- stay a short list, however many tenants there are.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'aviary_person_key_users') THEN
    CREATE ROLE aviary_person_key_users NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'aviary_person_key_erasers') THEN
    CREATE ROLE aviary_person_key_erasers NOLOGIN;
  END IF;
END
$$;

REVOKE ALL ON DATABASE aviary FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE aviary TO aviary_person_key_users;

CREATE SCHEMA IF NOT EXISTS control AUTHORIZATION aviary_control;
ALTER DEFAULT PRIVILEGES FOR ROLE aviary_control REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE ON SCHEMA control TO aviary_person_key_users;

-- The roles of a tenant: one that owns and cannot log in, and one per service. Run by the provisioner on every server
-- the roles are needed on: the control server, and the tenant's own if that is another.
--   tenant     its name
--   verifiers  {service: SCRAM verifier of the role's password}

DO $$
DECLARE
  owner_role constant text := :'tenant' || '_owner';
  service_name text;
  service_role text;
  verifier text;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = owner_role) THEN
    EXECUTE format('CREATE ROLE %I NOLOGIN', owner_role);
  END IF;

  FOR service_name, verifier IN SELECT * FROM jsonb_each_text(:'verifiers') LOOP
    service_role := :'tenant' || '_' || service_name;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = service_role) THEN
      EXECUTE format('CREATE ROLE %I', service_role);
    END IF;
    EXECUTE format('ALTER ROLE %I LOGIN NOCREATEDB NOCREATEROLE NOINHERIT PASSWORD %L', service_role, verifier);
    EXECUTE format('ALTER ROLE %I SET search_path = %I', service_role, service_name);
    EXECUTE format('ALTER ROLE %I SET timezone = ''UTC''', service_role);
    EXECUTE format('ALTER ROLE %I SET statement_timeout = ''30s''', service_role);
    EXECUTE format('ALTER ROLE %I SET lock_timeout = ''2s''', service_role);
    EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = ''5s''', service_role);
  END LOOP;
END
$$;

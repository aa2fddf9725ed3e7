-- Closes a tenant's database to everybody but its own services, and makes the schemas they live in. Run by the
-- provisioner, who owns the database, inside of it.
--   tenant    its name
--   database  the name of its database
--   services  names of the services, a text array
--   logs      names of those that have a log, a text array

REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;

DO $$
DECLARE
  owner_role constant text := :'tenant' || '_owner';
  service_name text;
  service_role text;
BEGIN
  EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC', owner_role);
  EXECUTE format('CREATE SCHEMA IF NOT EXISTS aviary AUTHORIZATION %I', owner_role);

  FOREACH service_name IN ARRAY :'services'::text[] LOOP
    service_role := :'tenant' || '_' || service_name;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', :'database', service_role);
    EXECUTE format('GRANT USAGE ON SCHEMA aviary TO %I', service_role);

    -- The service makes and owns its tables, but not the schema: an owner could drop whatever is in it.
    EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', service_name, owner_role);
    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO %I', service_name, service_role);

    IF service_name = ANY (:'logs'::text[]) THEN
      EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', service_name || '_log', owner_role);
      EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', service_name || '_log', service_role);
    END IF;
  END LOOP;
END
$$;

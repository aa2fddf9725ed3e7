-- Lets the roles of a tenant reach the keys of its own persons, in the control database and by its functions only.
--   tenant     its name
--   services   names of the services, a text array
--   erasers    names of the services that may erase a key, a text array

DO $$
DECLARE
  service_name text;
  service_role text;
BEGIN
  FOREACH service_name IN ARRAY :'services'::text[] LOOP
    service_role := :'tenant' || '_' || service_name;
    INSERT INTO control.role_tenants (role, tenant, service)
      VALUES (service_role, :'tenant', service_name)
      ON CONFLICT DO NOTHING;
    EXECUTE format('GRANT aviary_person_key_users TO %I WITH INHERIT TRUE, SET FALSE', service_role);
    IF service_name = ANY (:'erasers'::text[]) THEN
      EXECUTE format('GRANT aviary_person_key_erasers TO %I WITH INHERIT TRUE, SET FALSE', service_role);
    END IF;
  END LOOP;
END
$$;

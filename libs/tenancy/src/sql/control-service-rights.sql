-- What the role of each service may do in the control database; whatever it had before and is not named here, it loses.
-- The roles exist. Run by the provisioner, who owns the database and is a member of the schema's owner.
--   services   names of the services, a text array

DO $$
DECLARE
  service_name text;
  service_role text;
BEGIN
  FOREACH service_name IN ARRAY :'services'::text[] LOOP
    service_role := 'aviary_' || service_name;
    EXECUTE format('GRANT CONNECT ON DATABASE aviary TO %I', service_role);
    EXECUTE format('GRANT USAGE ON SCHEMA control TO %I', service_role);
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA control FROM %I', service_role);
    EXECUTE format('GRANT SELECT ON control.tenants TO %I', service_role);
    -- Every service has a log that it relays, or reads the topics, or both.
    EXECUTE format(
      'GRANT SELECT, INSERT, UPDATE, DELETE ON control.cursors, control.behind, control.undecodable,
         control.reship_requests, control.alarms, control.witnesses, control.leases TO %I', service_role);
    IF service_name = 'auth' THEN
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON control.signing_keys TO %I', service_role);
    END IF;
    IF service_name = 'tenants' THEN
      EXECUTE format('GRANT UPDATE (status, settings, settings_epoch, settings_position) ON control.tenants TO %I',
        service_role);
    END IF;
  END LOOP;
END
$$;

-- In which epochs the log of a service has been, where it ends, and whether it was compared with its topic since its
-- database was last started, put back or moved (see `life` in the log). One row for each epoch; none where the service
-- has no log. Who reads that log from its topic, as every other service of the tenant does, knows by it what is void, and
-- takes nothing as long as the comparison is due. Run as the tenant's owner.
--   services  names of the services, a text array
--   tenant    its name

CREATE OR REPLACE FUNCTION aviary.log_epochs(of_service text)
RETURNS TABLE (epoch integer, from_position bigint, head bigint, compared boolean)
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  log_schema constant text := of_service || '_log';
BEGIN
  IF EXISTS (
    SELECT FROM pg_namespace AS log
      JOIN pg_proc AS life ON life.pronamespace = log.oid AND life.proname = 'life'
    WHERE log.nspname = log_schema
      AND log.nspowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
  ) THEN
    RETURN QUERY EXECUTE format(
      'SELECT each.epoch, each.from_position, head."position", relay.life IS NOT DISTINCT FROM %1$I.life()
         FROM %1$I.epochs AS each, %1$I.head AS head, %1$I.relay AS relay
        ORDER BY each.epoch', log_schema);
  END IF;
END
$$;

DO $$
DECLARE
  service_name text;
BEGIN
  FOREACH service_name IN ARRAY :'services'::text[] LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION aviary.log_epochs(text) TO %I', :'tenant' || '_' || service_name);
  END LOOP;
END
$$;

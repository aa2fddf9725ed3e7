-- How far each log of the tenant has got, for every service of the tenant: a figure can say up to which event of which
-- log it is true (recorded_at in epoch milliseconds). One statement over all logs that exist, so all heads are of one moment. Run as the tenant's owner.
--   services  names of the services, a text array
--   tenant    its name

CREATE OR REPLACE FUNCTION aviary.log_heads()
RETURNS TABLE (service text, epoch integer, "position" bigint, recorded_at bigint)
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  heads text;
BEGIN
  SELECT string_agg(
      format('SELECT %L::text, head.epoch, head."position", head.recorded_at FROM %I.head AS head',
        left(log.nspname, -length('_log')), log.nspname),
      ' UNION ALL ' ORDER BY log.nspname)
    INTO heads
    FROM pg_namespace AS log
      JOIN pg_class AS head ON head.relnamespace = log.oid AND head.relname = 'head' AND head.relkind = 'r'
    WHERE log.nspname LIKE '%\_log'
      AND log.nspowner = (SELECT oid FROM pg_roles WHERE rolname = current_user);

  IF heads IS NOT NULL THEN
    RETURN QUERY EXECUTE heads;
  END IF;
END
$$;

DO $$
DECLARE
  service_name text;
BEGIN
  FOREACH service_name IN ARRAY :'services'::text[] LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION aviary.log_heads() TO %I', :'tenant' || '_' || service_name);
  END LOOP;
END
$$;

-- From when the database was started, put back, moved or failed over, to the next time: another server (system
-- identifier), another history of the same one (timeline), another database or table of the same name (their oids), or
-- the server started again, maybe on an older copy of its files (the start of its first process). A log of which the life
-- is another than when it was last compared with its topic may have lost its end.
CREATE OR REPLACE FUNCTION life() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT concat_ws('/',
    (SELECT system_identifier FROM pg_catalog.pg_control_system()),
    (SELECT timeline_id FROM pg_catalog.pg_control_checkpoint()),
    (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()),
    (SELECT tableoid FROM head),
    floor(extract(epoch FROM pg_catalog.pg_postmaster_start_time()) * 1000)::bigint
  )
$$;

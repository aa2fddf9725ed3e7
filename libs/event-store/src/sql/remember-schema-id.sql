-- Keeps the id which the schema registry gave to a schema, so that the relay can go on while the registry is away.
CREATE OR REPLACE FUNCTION remember_schema_id(of_event text, of_version integer, id integer) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  UPDATE schemas SET registry_id = id
  WHERE event = of_event AND version = of_version AND registry_id IS DISTINCT FROM id
$$;

-- Keeps the text of schemas before their first use. The first text given for a version stays.
CREATE OR REPLACE FUNCTION record_schemas(events text[], versions integer[], texts text[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  INSERT INTO schemas (event, version, schema)
  SELECT given.event, given.version, given.schema FROM unnest(events, versions, texts) AS given (event, version, schema)
  ON CONFLICT (event, version) DO NOTHING
$$;

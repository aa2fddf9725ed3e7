-- Stores wrapped keys for persons who have none, and answers what is stored for each: whoever came first wins, and an
-- erased person stays erased (null). `wrapped` runs along with `ids`.

CREATE OR REPLACE FUNCTION control.put_person_keys(ids uuid[], wrapped bytea[])
RETURNS TABLE (person_id uuid, wrapped_key bytea)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  own_tenant constant text := control.session_tenant();
BEGIN
  IF cardinality(ids) <> cardinality(wrapped) OR array_position(wrapped, NULL) IS NOT NULL THEN
    RAISE EXCEPTION 'one wrapped key is needed for each person' USING ERRCODE = 'invalid_parameter_value';
  END IF;

  -- In the order of ids, so that two callers with the same persons wait for each other and never block each other.
  INSERT INTO control.person_keys (tenant, person_id, wrapped)
    SELECT own_tenant, given.id, given.wrapped_key
    FROM unnest(ids, wrapped) AS given (id, wrapped_key)
    ORDER BY given.id
    ON CONFLICT (tenant, person_id) DO NOTHING;

  -- A statement of its own: it sees what the other one, who was first, has committed meanwhile.
  RETURN QUERY
    SELECT keys.person_id, keys.wrapped
    FROM control.person_keys AS keys
    WHERE keys.tenant = own_tenant
      AND keys.person_id = ANY (ids);
END
$$;

GRANT EXECUTE ON FUNCTION control.put_person_keys(uuid[], bytea[]) TO aviary_person_key_users;

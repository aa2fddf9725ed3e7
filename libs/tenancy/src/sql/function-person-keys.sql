-- The wrapped keys of persons of the caller's tenant. No row: none was ever made. A row with null: erased.

CREATE OR REPLACE FUNCTION control.person_keys(ids uuid[])
RETURNS TABLE (person_id uuid, wrapped bytea)
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  own_tenant constant text := control.session_tenant();
BEGIN
  RETURN QUERY
    SELECT keys.person_id, keys.wrapped
    FROM control.person_keys AS keys
    WHERE keys.tenant = own_tenant
      AND keys.person_id = ANY (ids);
END
$$;

GRANT EXECUTE ON FUNCTION control.person_keys(uuid[]) TO aviary_person_key_users;

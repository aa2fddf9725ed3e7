-- Destroys the key of a person of the caller's tenant: what was sealed under it can never be read again. Erasing twice,
-- or a person who never had a key, is the same; afterwards none can be made.

CREATE OR REPLACE FUNCTION control.erase_person_key(id uuid)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO control.person_keys (tenant, person_id, wrapped)
    VALUES (control.session_tenant(), id, NULL)
    ON CONFLICT (tenant, person_id) DO UPDATE SET wrapped = NULL;
END
$$;

GRANT EXECUTE ON FUNCTION control.erase_person_key(uuid) TO aviary_person_key_erasers;

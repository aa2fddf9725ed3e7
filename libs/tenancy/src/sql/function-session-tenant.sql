-- The tenant of whoever is logged in. The session's user cannot be changed by SET ROLE, nor by the definer's rights of
-- the functions that call this.

CREATE OR REPLACE FUNCTION control.session_tenant()
RETURNS text
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  found_tenant text;
BEGIN
  SELECT tenant INTO found_tenant FROM control.role_tenants WHERE role = session_user;
  IF found_tenant IS NULL THEN
    RAISE EXCEPTION 'role "%" belongs to no tenant', session_user USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN found_tenant;
END
$$;

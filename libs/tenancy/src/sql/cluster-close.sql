-- By default everybody may connect to every database and make temporary tables in it. Here nobody may, unless granted.
-- Owners and superusers keep their rights. Run by a superuser, whenever databases were added by hand.

DO $$
DECLARE
  open_database name;
BEGIN
  FOR open_database IN
    SELECT datname
    FROM pg_database
    WHERE datallowconn
      -- Provisioning closes those it makes itself; two at a time would disturb each other.
      AND datname NOT LIKE 'tenant\_%'
      AND EXISTS (SELECT FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) AS held WHERE held.grantee = 0)
  LOOP
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', open_database);
  END LOOP;
END
$$;

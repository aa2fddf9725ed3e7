-- The role that makes tenants: roles and databases, but it is no superuser, so nothing of PostgreSQL itself is in its
-- reach. Run by a superuser, once per server; running it again changes nothing but the password.
--   password  SCRAM verifier of the role's password

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'aviary_provisioner') THEN
    CREATE ROLE aviary_provisioner;
  END IF;
END
$$;

ALTER ROLE aviary_provisioner
  LOGIN CREATEDB CREATEROLE NOSUPERUSER NOREPLICATION NOBYPASSRLS
  PASSWORD :'password';

-- Since PostgreSQL 16 who makes a role may administer it, but neither acts as it nor has its rights, unless this says so.
ALTER ROLE aviary_provisioner SET createrole_self_grant = 'set, inherit';
ALTER ROLE aviary_provisioner SET search_path = pg_catalog;
ALTER ROLE aviary_provisioner SET timezone = 'UTC';

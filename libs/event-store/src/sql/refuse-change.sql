-- An event is never changed or taken away, not even by the role that owns the table. ENABLE ALWAYS: replication
-- settings of a session do not switch these triggers off.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  RAISE EXCEPTION 'the log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE OR REPLACE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE events ENABLE ALWAYS TRIGGER refuse_change;

CREATE OR REPLACE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON epochs
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE epochs ENABLE ALWAYS TRIGGER refuse_change;

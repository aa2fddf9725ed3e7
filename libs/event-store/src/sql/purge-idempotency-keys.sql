-- Takes away at most so many keys older than 48 hours and answers how many. Small steps: no append waits for it.
CREATE OR REPLACE FUNCTION purge_idempotency_keys(at_most integer) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  purged integer;
BEGIN
  DELETE FROM idempotency_keys WHERE key IN (
    SELECT k.key FROM idempotency_keys k
    WHERE k.created_at < extract(epoch FROM clock_timestamp()) * 1000 - 48 * 3600 * 1000
    ORDER BY k.created_at LIMIT at_most FOR UPDATE SKIP LOCKED
  );
  GET DIAGNOSTICS purged = ROW_COUNT;
  RETURN purged;
END
$$;

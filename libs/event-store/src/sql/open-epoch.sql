-- Opens a new epoch, since the log was put back: what anybody has seen of an older one from `void_from` on is void. Its
-- first event is `LogEpochOpened`, which is chained like any other. What the log itself holds from there on stays, and is
-- of the new epoch; the relay ships it again. So an epoch that was opened for no reason does no harm but work.
--
-- `after_epoch` is a compare-and-set: of several who noticed the same at the same time, one opens; the others are told
-- which epoch the log is in. No number is used twice that was ever `seen`, be it in a life of the log that is lost.
CREATE OR REPLACE FUNCTION open_epoch(
  after_epoch integer,
  seen_epoch integer,         -- the highest that is known from elsewhere; NULL: none
  void_from bigint,           -- the first position that was another; NULL, and at most: the next one of the log
  opening_event uuid,
  opened_by text,             -- the actor
  correlation uuid
) RETURNS TABLE (opened boolean, epoch integer, from_position bigint, "position" bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path FROM CURRENT
SET lock_timeout = '2s'
AS $$
#variable_conflict use_column
DECLARE
  log record;
  at bigint;
  begins bigint;
  rest bigint;
  body bytea := '';
  next_version bigint;
  chain bytea;
BEGIN
  SELECT h.epoch, h.position, h.hash, h.recorded_at INTO STRICT log FROM head h FOR UPDATE;
  IF log.epoch <> after_epoch THEN
    RETURN QUERY SELECT false, e.epoch, e.from_position, log.position::bigint FROM epochs e ORDER BY e.epoch DESC LIMIT 1;
    RETURN;
  END IF;

  at := log.position + 1;
  begins := greatest(1, least(coalesce(void_from, at), at));
  log.epoch := greatest(log.epoch, coalesce(seen_epoch, 0)) + 1;
  log.recorded_at := greatest(log.recorded_at, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint);

  -- The body in Avro: one long, of which the sign is put last, seven bits to a byte, the low ones first.
  rest := begins * 2;
  LOOP
    body := body || set_byte('\x00'::bytea, 0, (rest & 127)::integer | CASE WHEN rest > 127 THEN 128 ELSE 0 END);
    rest := rest >> 7;
    EXIT WHEN rest = 0;
  END LOOP;

  SELECT coalesce(max(e.version), 0) + 1 INTO next_version FROM events e WHERE e.stream_id = 'epochs';
  chain := sha256(log.hash || record_send(ROW(
    at, log.epoch::integer, opening_event, 'epochs'::text, next_version, 'LogEpochOpened'::text, 1,
    body, log.recorded_at::bigint, log.recorded_at::bigint, opened_by,
    correlation, NULL::uuid, NULL::text, NULL::json
  )));

  INSERT INTO events (
    position, epoch, event_id, stream_id, version, event, schema_version, body, occurred_at, recorded_at, actor,
    correlation_id, causation_id, traceparent, ext, hash
  ) VALUES (
    at, log.epoch, opening_event, 'epochs', next_version, 'LogEpochOpened', 1, body, log.recorded_at, log.recorded_at,
    opened_by, correlation, NULL, NULL, NULL, chain
  );
  INSERT INTO epochs (epoch, from_position, opened_at) VALUES (log.epoch, begins, log.recorded_at);
  UPDATE head SET epoch = log.epoch, position = at, hash = chain, recorded_at = log.recorded_at;
  UPDATE relay SET position = least(relay.position, begins - 1), updated_at = log.recorded_at;

  RETURN QUERY SELECT true, log.epoch::integer, begins, at;
END
$$;

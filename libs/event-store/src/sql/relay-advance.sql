-- Notes that the log is shipped up to a position, to which the broker gave this offset. Never goes back, never beyond the
-- head, and not for events that were read in an epoch which is over: the new one has them shipped again. A broker gives
-- each offset once; where it gives one that is not beyond the last, the topic was made anew or cut off, and all of the log is
-- to be shipped again. Answers whether it moved.
DROP FUNCTION IF EXISTS relay_advance(bigint, bigint);
CREATE OR REPLACE FUNCTION relay_advance(to_position bigint, at_offset bigint, in_epoch integer) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  last_offset bigint;
BEGIN
  -- First the lock, then a look at the head: an epoch that is being opened holds it until its head is seen.
  SELECT "offset" INTO last_offset FROM relay FOR UPDATE;
  UPDATE relay SET
    position = CASE WHEN at_offset > last_offset THEN to_position ELSE 0 END,
    "offset" = at_offset,
    updated_at = floor(extract(epoch FROM clock_timestamp()) * 1000)
  WHERE position < to_position AND EXISTS (SELECT FROM head h WHERE h.position >= to_position AND h.epoch = in_epoch);
  RETURN FOUND AND at_offset > last_offset;
END
$$;

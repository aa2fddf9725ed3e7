-- Notes that the log is shipped up to a position, to which the broker gave this offset. Never goes back, and never
-- beyond the head. Answers whether it moved.
CREATE OR REPLACE FUNCTION relay_advance(to_position bigint, at_offset bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  UPDATE relay SET position = to_position, "offset" = at_offset, updated_at = floor(extract(epoch FROM clock_timestamp()) * 1000)
  WHERE position < to_position AND to_position <= (SELECT h.position FROM head h);
  RETURN FOUND;
END
$$;

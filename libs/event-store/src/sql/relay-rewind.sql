-- Lets the relay ship again what comes after a position. Consumers pass over what they know.
CREATE OR REPLACE FUNCTION relay_rewind(to_position bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  UPDATE relay SET position = greatest(to_position, 0), updated_at = floor(extract(epoch FROM clock_timestamp()) * 1000)
  WHERE position > greatest(to_position, 0);
  RETURN FOUND;
END
$$;

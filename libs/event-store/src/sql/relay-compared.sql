-- Notes that the log was compared with its topic in this life of the database, as `life` named it before the comparison.
CREATE OR REPLACE FUNCTION relay_compared(in_life text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  UPDATE relay SET life = in_life WHERE life IS DISTINCT FROM in_life
$$;

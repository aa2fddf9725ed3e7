-- Notes that the log was compared with its topic in this life of the database, as `life` named it before the comparison;
-- all that lies in the partition before the offset `upto` need not be read again. If the database was put back meanwhile,
-- that was said of another log: then it stands as it is, and the log is compared again.
DROP FUNCTION IF EXISTS relay_compared(text);
CREATE OR REPLACE FUNCTION relay_compared(in_life text, upto bigint) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  UPDATE relay SET
    life = in_life,
    "offset" = CASE WHEN in_life = life() THEN upto - 1 ELSE "offset" END
$$;

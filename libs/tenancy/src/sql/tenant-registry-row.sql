-- Enters a tenant into the registry and gives it the partition that fewest tenants share, so they are handed out in
-- turn. A tenant that is there already keeps its row. Run under the provisioning lock.
--   tenant, database, settings; host and port: empty for the control server; partitions: how many there are

INSERT INTO control.tenants (name, "database", host, port, "partition", status, settings)
  SELECT :'tenant', :'database', nullif(:'host', ''), nullif(:'port', '')::integer, allotted.number, 'provisioning', :'settings'
  FROM (
    SELECT number
    FROM generate_series(0, :'partitions'::integer - 1) AS number
      LEFT JOIN control.tenants AS taken ON taken."partition" = number
    GROUP BY number
    ORDER BY count(taken.name), number
    LIMIT 1
  ) AS allotted
  ON CONFLICT (name) DO NOTHING;

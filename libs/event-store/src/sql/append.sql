-- Appends a batch of commands to the log, each all-or-nothing and each with its own outcome (one row per command, in
-- order). One call in autocommit is one transaction: it locks the head, checks, gives out positions 1, 2, 3 … in commit
-- order, chains the hash, inserts everything with one INSERT and moves the head. Nothing holds the lock over a round trip.
--
-- What is expected to happen (a conflict, a duplicate) is an outcome; an exception undoes the whole batch, and the caller
-- then sends the commands singly. All checks see the log as it was before the batch, so no two commands of a batch may
-- depend on each other (write a stream the other writes or guards, share a key, a cause or a checkpoint): the caller sees
-- to it; where it does not, a unique index refuses the batch, but a guard would be passed unseen.
--
-- Its plans are pinned below: made while the tables are empty, they would be sequential scans, five times slower for good.
-- For the same reason every look into a table is a subquery for one row, and never a join: a join may read a whole index.
CREATE OR REPLACE FUNCTION append(
  -- per command; an array is NULL where no command has any
  command_firsts integer[],        -- index of its first event
  command_counts integer[],        -- how many events it has; 0 for keys, reactions or a checkpoint alone
  command_actors text[],
  command_exts text[],             -- JSON
  command_keys text[],             -- idempotency key
  command_hashes text[],           -- of the request that came with the key
  command_answers text[],          -- JSON, kept with the key
  -- per (command, stream) that is written or guarded
  stream_commands integer[],
  stream_ids text[],
  stream_versions bigint[],        -- the version it must be at; NULL: any
  stream_guards boolean[],         -- true: only guarded
  -- per event, in the order of the commands
  event_commands integer[],
  event_streams integer[],         -- index into stream_ids
  event_ids uuid[],
  event_names text[],
  event_schema_versions integer[],
  event_bodies bytea[],
  event_occurred bigint[],         -- NULL: when it is recorded
  event_correlations uuid[],
  event_causes uuid[],
  event_traceparents text[],
  -- per (command, cause) a reactor answers to
  reaction_commands integer[],
  reaction_reactors text[],
  reaction_causes uuid[],
  -- per checkpoint that a command moves by compare-and-set
  checkpoint_commands integer[],
  checkpoint_consumers text[],
  checkpoint_sources text[],
  checkpoint_epochs integer[],
  checkpoint_froms bigint[],
  checkpoint_to_epochs integer[],
  checkpoint_tos bigint[]
) RETURNS TABLE (
  outcome text,                    -- appended, conflict, duplicate, key-reused
  reason text,                     -- of a conflict: version, guard, reaction, checkpoint, event-id
  stream_id text,                  -- of a conflict of versions
  actual bigint,                   -- what the version or the checkpoint really is
  epoch integer,
  first_position bigint,
  last_position bigint,
  answer text,                     -- of a duplicate: what was kept with the key
  same_event boolean               -- of a duplicate: it is the command itself that is in the log, as it was sent
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path FROM CURRENT
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
SET lock_timeout = '2s'
AS $$
#variable_conflict use_column
DECLARE
  commands constant integer := cardinality(command_counts);
  nothing constant text[] := array_fill(NULL::text, ARRAY[commands]);
  outcomes text[] := nothing;
  reasons text[] := nothing;
  streams text[] := nothing;
  actuals bigint[] := nothing::bigint[];
  epochs integer[] := nothing::integer[];
  first_positions bigint[] := nothing::bigint[];
  last_positions bigint[] := nothing::bigint[];
  answers text[] := nothing;
  same_events boolean[] := nothing::boolean[];
  known_positions bigint[];
  current_versions bigint[];
  positions bigint[] := array_fill(NULL::bigint, ARRAY[cardinality(event_ids)]);
  versions bigint[] := positions;
  hashes bytea[] := positions::text[]::bytea[];
  log record;
  hit record;
  at bigint;
  chain bytea;
  c integer;
  s integer;
BEGIN
  -- The canonical bytes of texts follow the client's encoding.
  IF current_setting('client_encoding') <> 'UTF8' THEN
    RAISE EXCEPTION 'append needs client_encoding UTF8';
  END IF;

  SELECT h.epoch, h.position, h.hash, h.recorded_at INTO STRICT log FROM head h FOR UPDATE;
  log.recorded_at := greatest(log.recorded_at, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint);

  -- What is in the log of all this? A statement of its own, after the lock: its snapshot is newer than the lock. (As one
  -- statement with the lock it would read from before the wait, and fork streams.)
  SELECT
    ARRAY(
      SELECT (SELECT e.position FROM events e WHERE e.event_id = event_ids[command_firsts[n]] AND command_counts[n] > 0)
      FROM generate_series(1, commands) n
    ),
    ARRAY(
      SELECT coalesce((SELECT e.version FROM events e WHERE e.stream_id = stream_ids[n] ORDER BY e.version DESC LIMIT 1), 0)
      FROM generate_series(1, cardinality(stream_ids)) n
    )
  INTO known_positions, current_versions;

  -- 1. Was it done before? By the id of its first event (the same call, sent again) …
  IF array_remove(known_positions, NULL) <> '{}' THEN
    FOR c IN 1 .. commands LOOP
      CONTINUE WHEN known_positions[c] IS NULL;
      SELECT min(e.epoch) AS epoch,
        bool_and(e.event_id IS NOT DISTINCT FROM event_ids[command_firsts[c] + n]) AS ids,
        bool_and(e.body IS NOT DISTINCT FROM event_bodies[command_firsts[c] + n]) AS bodies
      INTO STRICT hit
      FROM generate_series(0, command_counts[c] - 1) n
      LEFT JOIN LATERAL (SELECT * FROM events e WHERE e.position = known_positions[c] + n LIMIT 1) e ON true;
      -- Another command may have taken the id, with other events after it: then this one is not in the log, and whoever
      -- sent it has to look again at what is.
      IF NOT hit.ids THEN
        outcomes[c] := 'conflict';
        reasons[c] := 'event-id';
        CONTINUE;
      END IF;
      outcomes[c] := 'duplicate';
      same_events[c] := hit.bodies;
      epochs[c] := hit.epoch;
      first_positions[c] := known_positions[c];
      last_positions[c] := known_positions[c] + command_counts[c] - 1;
    END LOOP;
  END IF;

  -- … or by its idempotency key (the same request, sent again).
  IF command_keys IS NOT NULL THEN
    FOR hit IN
      SELECT n, k.* FROM generate_series(1, commands) n
      CROSS JOIN LATERAL (SELECT * FROM idempotency_keys k WHERE k.key = command_keys[n] LIMIT 1) k
    LOOP
      IF hit.request_hash = command_hashes[hit.n] THEN
        outcomes[hit.n] := 'duplicate';
        answers[hit.n] := hit.answer;
        epochs[hit.n] := hit.epoch;
        first_positions[hit.n] := hit.first_position;
        last_positions[hit.n] := hit.last_position;
      ELSE
        outcomes[hit.n] := 'key-reused';
      END IF;
    END LOOP;
  END IF;

  -- 2. Has the reactor answered to one of the causes, or somebody else moved its checkpoint?
  IF reaction_commands IS NOT NULL THEN
    FOR hit IN
      SELECT DISTINCT reaction_commands[r] AS n FROM generate_series(1, cardinality(reaction_commands)) r
      WHERE (SELECT true FROM reactions k WHERE k.reactor = reaction_reactors[r] AND k.cause_event_id = reaction_causes[r])
    LOOP
      CONTINUE WHEN outcomes[hit.n] IS NOT NULL;
      outcomes[hit.n] := 'conflict';
      reasons[hit.n] := 'reaction';
    END LOOP;
  END IF;

  IF checkpoint_commands IS NOT NULL THEN
    FOR hit IN
      SELECT checkpoint_commands[k] AS n, coalesce(p.position, 0) AS position
      FROM generate_series(1, cardinality(checkpoint_commands)) k
      LEFT JOIN LATERAL (
        SELECT * FROM checkpoints p WHERE p.consumer = checkpoint_consumers[k] AND p.source = checkpoint_sources[k] LIMIT 1
      ) p ON true
      WHERE coalesce(p.epoch, 1) <> checkpoint_epochs[k] OR coalesce(p.position, 0) <> checkpoint_froms[k]
    LOOP
      CONTINUE WHEN outcomes[hit.n] IS NOT NULL;
      outcomes[hit.n] := 'conflict';
      reasons[hit.n] := 'checkpoint';
      actuals[hit.n] := hit.position;
    END LOOP;
  END IF;

  -- 3. Are the streams at the versions they are expected to be at?
  FOR s IN 1 .. cardinality(stream_ids) LOOP
    IF stream_versions[s] <> current_versions[s] AND outcomes[stream_commands[s]] IS NULL THEN
      c := stream_commands[s];
      outcomes[c] := 'conflict';
      reasons[c] := CASE WHEN stream_guards[s] THEN 'guard' ELSE 'version' END;
      streams[c] := stream_ids[s];
      actuals[c] := current_versions[s];
    END IF;
  END LOOP;

  -- 4. What is left is accepted: positions, versions and the hash chain.
  at := log.position;
  chain := log.hash;
  FOR c IN 1 .. commands LOOP
    CONTINUE WHEN outcomes[c] IS NOT NULL;
    outcomes[c] := 'appended';
    epochs[c] := log.epoch;
    first_positions[c] := at + 1;
    FOR i IN command_firsts[c] .. command_firsts[c] + command_counts[c] - 1 LOOP
      at := at + 1;
      s := event_streams[i];
      current_versions[s] := current_versions[s] + 1;
      chain := sha256(chain || record_send(ROW(
        at, log.epoch::integer, event_ids[i], stream_ids[s], current_versions[s], event_names[i], event_schema_versions[i],
        event_bodies[i], coalesce(event_occurred[i], log.recorded_at::bigint), log.recorded_at::bigint, command_actors[c],
        event_correlations[i], event_causes[i], event_traceparents[i], command_exts[c]::json
      )));
      positions[i] := at;
      versions[i] := current_versions[s];
      hashes[i] := chain;
    END LOOP;
    last_positions[c] := at;
  END LOOP;

  -- 5. Write it all.
  IF at > log.position THEN
    INSERT INTO events (
      position, epoch, event_id, stream_id, version, event, schema_version, body, occurred_at, recorded_at, actor,
      correlation_id, causation_id, traceparent, ext, hash
    )
    SELECT
      positions[i], log.epoch, event_ids[i], stream_ids[event_streams[i]], versions[i], event_names[i],
      event_schema_versions[i], event_bodies[i], coalesce(event_occurred[i], log.recorded_at), log.recorded_at,
      command_actors[event_commands[i]], event_correlations[i], event_causes[i], event_traceparents[i],
      command_exts[event_commands[i]]::json, hashes[i]
    FROM generate_series(1, cardinality(event_ids)) i
    WHERE positions[i] IS NOT NULL;

    UPDATE head SET position = at, hash = chain, recorded_at = log.recorded_at;
  END IF;

  IF command_keys IS NOT NULL THEN
    INSERT INTO idempotency_keys (key, request_hash, answer, epoch, first_position, last_position, created_at)
    SELECT command_keys[n], command_hashes[n], command_answers[n]::json, log.epoch, first_positions[n], last_positions[n], log.recorded_at
    FROM generate_series(1, commands) n
    WHERE outcomes[n] = 'appended' AND command_keys[n] IS NOT NULL;
  END IF;

  IF reaction_commands IS NOT NULL THEN
    INSERT INTO reactions (reactor, cause_event_id)
    SELECT reaction_reactors[r], reaction_causes[r] FROM generate_series(1, cardinality(reaction_commands)) r
    WHERE outcomes[reaction_commands[r]] = 'appended';
  END IF;

  IF checkpoint_commands IS NOT NULL THEN
    INSERT INTO checkpoints AS p (consumer, source, epoch, position)
    SELECT checkpoint_consumers[k], checkpoint_sources[k], checkpoint_to_epochs[k], checkpoint_tos[k]
    FROM generate_series(1, cardinality(checkpoint_commands)) k
    WHERE outcomes[checkpoint_commands[k]] = 'appended'
    ON CONFLICT (consumer, source) DO UPDATE SET epoch = excluded.epoch, position = excluded.position;
  END IF;

  RETURN QUERY
  SELECT outcomes[n], reasons[n], streams[n], actuals[n], epochs[n], first_positions[n], last_positions[n], answers[n], same_events[n]
  FROM generate_series(1, commands) n;
END
$$;

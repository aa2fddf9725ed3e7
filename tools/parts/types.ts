/** The servers Aviary stands on, by the names used in options, logs and messages. */
export type PartName = 'postgres' | 'kafka' | 'registry';

/** Everything that listens: Kafka has a second port, on which its controller talks to its broker. */
export type PortName = PartName | 'kafkaController';

export interface PartsOptions {
  /** Folder of the data, logs, secrets and records of one installation; made if absent. */
  home: string;
  /** A port given here is used or refused; 0 takes any free one; one left out has a default that gives way when taken. */
  ports?: Partial<Record<PortName, number>>;
  /** Told what is going on, one line at a time. */
  log?: (line: string) => void;
  /** PostgreSQL's `max_connections`; 300 if left out. */
  maxConnections?: number;
  /** False only for data that may be lost with the machine, as in tests. */
  fsync?: boolean;
  /** What is done with a part as soon as it answers, while others may still be starting. The start ends, or fails, with it. */
  prepare?: (name: PartName, connections: PartsConnections) => Promise<void>;
  /** Told when a process of each part runs, which begins to answer by itself: a good time for work of one's own. */
  launched?: () => void;
  /** The start returns when these answer and are prepared, while the others still come (`whole`); all if left out. */
  first?: readonly PartName[];
  /** True: a part that dies is started again, on the same port and data. */
  revive?: boolean;
  /** Starts PostgreSQL alone, for which nothing has to be fetched; `startPart` cannot add the others. */
  only?: 'postgres';
}

/** Where the parts answer. */
export interface PartsAddresses {
  postgres: { host: string; port: number; superuser: string };
  kafka: { bootstrap: string };
  /** Address of the registry's Confluent API, up to and with `/apis/ccompat/v7`. */
  registry: { url: string };
}

/** Where the parts answer, and by which password. */
export interface PartsConnections extends PartsAddresses {
  postgres: { host: string; port: number; superuser: string; password: string };
}

export interface RunningParts extends PartsConnections {
  /** Resolves when all parts answer and are prepared; rejects with the reason if one does not start. */
  whole: Promise<void>;
  /** Stops all parts in order; data stays. Calling it again does nothing. */
  stop(): Promise<void>;
  /** Stops one part: in order, or by SIGKILL. Does nothing if it does not run. */
  stopPart(name: PartName, how?: 'term' | 'kill'): Promise<void>;
  /** Starts a part that was stopped or has died, on the same port and data; returns when it answers. */
  startPart(name: PartName): Promise<void>;
  /** The process of each part; undefined for one that does not run here (stopped, died, or in a container). */
  pids(): Record<PartName, number | undefined>;
}

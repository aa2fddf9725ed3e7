import type { Command } from './child.js';
import type { Home } from './home.js';
import type { PartName, PartsOptions, PortName } from './types.js';

/** How one part is run; the supervisor does the rest, the same for all. */
export interface Part {
  name: PartName;
  title: string;
  /** Asks it to end in order, soon, and without waiting for its clients. */
  stopSignal: NodeJS.Signals;
  /** Makes its data and settings where there are none; a kill in the middle leaves nothing that the next call trips over. */
  prepare(): Promise<void>;
  command(): Command;
  /** Resolves if it really answers, rejects with the reason if it does not (yet). */
  ask(): Promise<void>;
  /** True if what it wrote before it ended says that it can be started again in a moment. */
  isPassing?(lastLines: string): boolean;
}

/** What every part is made from. */
export interface PartContext {
  home: Home;
  ports: Record<PortName, number>;
  options: PartsOptions;
  /** Folders of the fetched parts, and the Java runtime. */
  places: { java: string; postgres: string; kafka: string; registry: string };
}

import { Injectable } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { foldFacts, type RecordedEvent } from '#libs/kernel';
import { SEALS_STREAM, type SealFact, type Seals, seals } from '../domain/seals.js';

export interface SealsAt {
  readonly seals: Seals;
  /** The version of the stream `seals`, to be guarded. */
  readonly version: number;
}

/**
 * What is sealed, read from the log and remembered per tenant: every entry guards the version it was decided upon, so
 * a memory that is out of date costs a repeat, never a wrong entry.
 */
@Injectable()
export class SealsReader {
  private readonly remembered = new Map<string, SealsAt>();

  constructor(private readonly log: EventLog) {}

  /** As remembered; read where nothing is. */
  async recall(tenant: string): Promise<SealsAt> {
    return this.remembered.get(tenant) ?? (await this.read(tenant));
  }

  /** From the log: only the last seal, since they only ever move on. */
  async read(tenant: string): Promise<SealsAt> {
    const last = await this.log.streamVersion(tenant, SEALS_STREAM);
    const range = { fromVersion: Math.max(1, last) };
    const facts = (await this.log.readStream(tenant, SEALS_STREAM, range)) as unknown as RecordedEvent<SealFact>[];
    const at = { seals: foldFacts(seals, facts), version: facts.at(-1)?.meta.version ?? 0 };
    this.remembered.set(tenant, at);
    return at;
  }
}

import { type Checkpoint } from '#libs/messaging';
import { messageOf } from '#libs/platform';
import { START } from './checkpoint.js';

/** `failing`: the last batch threw; `reason` says what. `refolding`: it had folded what is void, and begins anew. */
export interface Standing extends Checkpoint {
  readonly projection: string;
  readonly tenant: string;
  readonly source: string;
  readonly state: 'live' | 'failing' | 'refolding';
  readonly reason?: string;
}

/** How far each view has got in each log of each tenant, as far as this process knows. */
export class Standings {
  private readonly known = new Map<string, Standing>();

  /** @param refolding whether people still read what the view was before */
  reached(projection: string, tenant: string, source: string, at: Checkpoint, refolding = false): void {
    const { epoch, position } = at;
    const state = refolding ? 'refolding' : 'live';
    this.known.set(keyOf(projection, tenant, source), { projection, tenant, source, epoch, position, state });
  }

  failed(projection: string, tenant: string, source: string, error: unknown): void {
    const key = keyOf(projection, tenant, source);
    const { epoch, position } = this.known.get(key) ?? START;
    const reason = error instanceof Error ? messageOf(error) : String(error);
    this.known.set(key, { projection, tenant, source, epoch, position, state: 'failing', reason });
  }

  list(): Standing[] {
    return [...this.known.values()];
  }
}

const keyOf = (projection: string, tenant: string, source: string): string => `${projection}<${source}/${tenant}`;

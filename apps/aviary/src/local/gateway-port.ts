import { anyFreePort, isFree } from '#tools/parts';

export const GATEWAY = 'gateway';
/** Its default, written down again: where it is looked at first, the platform's code is not loaded yet. */
export const USUAL = 8080;

/** A port that was asked for, or that is the public one, and is taken. */
export class PortTakenError extends Error {
  constructor(what: string, port: number, option: string) {
    super(`Port ${port} for ${what} is taken by another program. Choose another with ${option} <number>.`);
    this.name = 'PortTakenError';
  }
}

/**
 * The gateway's port is what people type, so it must be the one they expect.
 *
 * @param asked 0 takes any free one; left out, the usual one is meant
 * @throws PortTakenError
 */
export async function chooseGatewayPort(asked = USUAL): Promise<number> {
  if (asked === 0) return await anyFreePort();
  if (!(await isFree(asked))) throw new PortTakenError('the gateway', asked, '--port');
  return asked;
}

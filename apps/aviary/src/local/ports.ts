import { defaultPort, SERVICES } from '#libs/platform';
import { anyFreePort, isFree } from '#tools/parts';

const GATEWAY = 'gateway';
const SMTP_PORT = 1025;

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
export async function chooseGatewayPort(asked = defaultPort(GATEWAY)): Promise<number> {
  if (asked === 0) return await anyFreePort();
  if (!(await isFree(asked))) throw new PortTakenError('the gateway', asked, '--port');
  return asked;
}

/**
 * Ports for the services behind the gateway and for the development mailbox: those they usually have, or any others
 * where they are taken. To be called just before they are used.
 *
 * @param anywhere prefers any free ports, so that several installations may start at the same time
 */
export async function chooseInnerPorts(
  anywhere: boolean,
): Promise<{ ports: Record<string, number>; smtpPort: number }> {
  const promised = new Set<number>();
  const choose = async (usual: number): Promise<number> => {
    const port = !anywhere && (await isFree(usual)) ? usual : await anyFreePort(promised);
    promised.add(port);
    return port;
  };
  const ports: Record<string, number> = {};
  for (const name of SERVICES) if (name !== GATEWAY) ports[name] = await choose(defaultPort(name));
  return { ports, smtpPort: await choose(SMTP_PORT) };
}

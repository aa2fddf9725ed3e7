import { defaultPort, SERVICES } from '#libs/platform';
import { anyFreePort, isFree } from '#tools/parts';
import { GATEWAY } from './gateway-port.js';

const SMTP_PORT = 1025;

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

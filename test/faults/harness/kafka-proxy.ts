import { Proxy, type Rewrite, type Wants } from './proxy.js';

/**
 * A proxy before the broker. A broker tells its clients its own address, which they then use; so wherever it does (a host's
 * name and four bytes of port), the port is replaced by the proxy's.
 *
 * @param bootstrap `host:port` of the broker
 */
export async function kafkaProxy(bootstrap: string): Promise<Proxy> {
  const [host = '', port = ''] = bootstrap.split(':');
  return await Proxy.before({ host, port: Number(port) }, advertising(host, Number(port)));
}

/** A request to produce into a topic: after four bytes of length, its number is 0. Others name the topic as well. */
export function produces(topic: string): Wants {
  return (chunk) => chunk.length >= 6 && chunk.readInt16BE(4) === 0 && chunk.includes(topic);
}

const advertising =
  (host: string, real: number): Rewrite =>
  (own) => {
    const [from, to] = [real, own].map((port) => {
      const bytes = Buffer.alloc(4);
      bytes.writeInt32BE(port);
      return Buffer.concat([Buffer.from(host), bytes]);
    }) as [Buffer, Buffer];
    return (chunk) => {
      const changed = Buffer.from(chunk);
      for (let at = changed.indexOf(from); at !== -1; at = changed.indexOf(from, at + to.length)) to.copy(changed, at);
      return changed;
    };
  };

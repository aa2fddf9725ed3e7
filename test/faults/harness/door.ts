import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo } from 'node:net';

/** Where a request goes, given its path; undefined while nobody is there. */
export type Behind = (path: string) => string | undefined;

/**
 * One address for what is behind it: each request goes where it is told at that moment. What breaks behind it breaks before
 * it, so that whoever asked asks again.
 */
export class Door {
  private constructor(private readonly server: http.Server) {}

  static async before(behind: Behind): Promise<Door> {
    const server = http.createServer((request, response) => {
      const url = behind(request.url ?? '');
      if (url === undefined) return void response.destroy();
      const { hostname, port } = new URL(url);
      const { method, url: path, headers } = request;
      const passedOn = http.request({ hostname, port, method, path, headers, agent: false }, (answer) => {
        answer.on('error', () => response.destroy());
        answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers));
      });
      passedOn.on('error', () => response.destroy());
      response.on('close', () => passedOn.destroy());
      request.pipe(passedOn);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new Door(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

import { once } from 'node:events';
import net from 'node:net';

export interface Address {
  readonly host: string;
  readonly port: number;
}

interface Link {
  readonly near: net.Socket;
  readonly far: net.Socket;
  /** The next answer is lost, and the connection with it. */
  losing: boolean;
  /** How many bytes of what the client says may still come through. */
  left: number;
}

/** Changes what the server says before it is passed on; told the proxy's own port. */
export type Rewrite = (port: number) => (chunk: Buffer) => Buffer;

/** Whether a piece of what a client says is the request that is meant. */
export type Wants = (chunk: Buffer) => boolean;

/**
 * A TCP proxy that can do to a connection what networks do: delay, cut, refuse, swallow everything (a black hole), leave
 * one end open when the other is gone, and lose an answer whose request has arrived.
 */
export class Proxy {
  /** How long each piece is held back, in either direction. Milliseconds. */
  delayMs = 0;
  /** So much of what a client says comes through in each new connection, and the rest never. Bytes. */
  mostBytes = Number.POSITIVE_INFINITY;
  /** Answers lost so far. */
  lost = 0;
  private readonly links = new Set<Link>();
  private swallowing = false;
  private wanted: { wants: Wants; passes: number } | undefined;

  private constructor(
    private readonly target: Address,
    private readonly server: net.Server,
    private readonly rewrite: Rewrite | undefined,
  ) {
    server.on('connection', (near) => this.link(near));
  }

  static async before(target: Address, rewrite?: Rewrite): Promise<Proxy> {
    const proxy = new Proxy(target, net.createServer(), rewrite);
    await proxy.listen(0);
    return proxy;
  }

  get port(): number {
    return this.known;
  }

  private known = 0;

  /** Ends all connections there are. New ones are accepted. */
  cut(): void {
    for (const { near, far } of this.links) for (const end of [near, far]) end.destroy();
  }

  /** Ends all connections and refuses new ones, like a port on which nobody listens. */
  async refuse(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.cut();
    await closed;
  }

  /** Keeps all connections and accepts new ones, but nothing comes through any more, either way. */
  swallow(): void {
    this.swallowing = true;
  }

  /** The far ends of all connections go away, and nobody tells the near ends. New ones are as they should be. */
  halfOpen(): void {
    for (const { far } of this.links) {
      far.removeAllListeners('close');
      far.destroy();
    }
  }

  /** Everything is as it should be again; what was swallowed on the way stays away, so those connections are cut. */
  async mend(): Promise<void> {
    if (this.swallowing) this.cut();
    this.swallowing = false;
    this.delayMs = 0;
    if (!this.server.listening) await this.listen(this.known);
  }

  /**
   * The request with this text in it, or that is told apart otherwise, reaches the server, and its connection breaks as
   * soon as the server answers.
   *
   * @param passes so many such requests are answered before
   */
  loseAnswerTo(what: string | Wants, passes = 0): void {
    const wants = typeof what === 'string' ? (chunk: Buffer) => chunk.includes(what) : what;
    this.wanted = { wants, passes };
  }

  async close(): Promise<void> {
    await this.refuse();
  }

  private async listen(port: number): Promise<void> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    this.known = (this.server.address() as net.AddressInfo).port;
  }

  private link(near: net.Socket): void {
    const far = net.connect(this.target);
    const link: Link = { near, far, losing: false, left: this.mostBytes };
    this.links.add(link);
    const changed = this.rewrite?.(this.port) ?? ((chunk: Buffer) => chunk);
    for (const end of [near, far])
      end
        .on('error', () => undefined)
        .on('close', () => {
          this.links.delete(link);
          near.destroy();
          far.destroy();
        });
    near.on('data', (chunk: Buffer) => {
      this.look(link, chunk);
      if (link.left > 0) this.pass(chunk.subarray(0, link.left), far);
      link.left -= chunk.length;
    });
    far.on('data', (chunk: Buffer) => {
      if (!link.losing) return this.pass(changed(chunk), near);
      this.lost += 1;
      near.destroy();
    });
  }

  private look(link: Link, chunk: Buffer): void {
    if (!this.wanted || !this.wanted.wants(chunk) || this.wanted.passes-- > 0) return;
    this.wanted = undefined;
    link.losing = true;
  }

  private pass(chunk: Buffer, to: net.Socket): void {
    if (this.swallowing || !to.writable) return;
    if (this.delayMs === 0) to.write(chunk);
    else setTimeout(() => !this.swallowing && to.writable && to.write(chunk), this.delayMs);
  }
}

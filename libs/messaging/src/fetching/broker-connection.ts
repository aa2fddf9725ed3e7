import net from 'node:net';
import { decodeFetch, encodeFetch, type FetchAnswer, type FetchQuestion } from './fetch-request.js';

/** Beyond what the broker may keep an answer back. */
const ANSWER_MS = 10_000;
const CONNECT_MS = 3_000;
const HEAD = 8;
/** No answer is larger: what is asked for at once, or the largest batch a topic takes. */
const MOST_BYTES = 64 * 1024 * 1024;

interface Asked {
  readonly id: number;
  readonly resolve: (answer: FetchAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** A connection to one broker, for one question at a time. After an error it is of no use any more. */
export class BrokerConnection {
  private asked: Asked | undefined;
  private ids = 0;
  /** The answer that is coming, and how much of it is there. */
  private answer: Buffer | undefined;
  private filled = 0;
  private head = Buffer.alloc(0);

  private constructor(
    private readonly socket: net.Socket,
    private readonly client: string,
  ) {
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('timeout', () => this.close(new Error('The broker does not answer.')));
    socket.on('error', (error) => this.close(error));
    socket.on('close', () => this.close(new Error('The broker has closed the connection.')));
  }

  /** @throws Error when nobody listens there */
  static open(
    { host, port }: { readonly host: string; readonly port: number },
    client: string,
  ): Promise<BrokerConnection> {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ host, port, noDelay: true, timeout: CONNECT_MS });
      const failed = (error?: Error): void => {
        socket.destroy();
        reject(error ?? new Error(`The broker at ${host}:${port} does not answer.`));
      };
      socket.once('error', failed);
      socket.once('timeout', failed);
      socket.once('connect', () => {
        socket.off('error', failed);
        socket.off('timeout', failed);
        socket.setTimeout(0);
        resolve(new BrokerConnection(socket, client));
      });
    });
  }

  /** @throws Error when the connection breaks, or no answer comes */
  fetch(question: FetchQuestion): Promise<FetchAnswer> {
    return new Promise((resolve, reject) => {
      if (this.socket.destroyed) return reject(new Error('The connection to the broker is closed.'));
      const id = (this.ids += 1);
      this.asked = { id, resolve, reject };
      this.socket.setTimeout(question.waitMs + ANSWER_MS);
      this.socket.write(encodeFetch(id, this.client, question));
    });
  }

  close(why = new Error('The connection was closed.')): void {
    this.socket.destroy();
    this.asked?.reject(why);
    this.asked = undefined;
  }

  private take(chunk: Buffer): void {
    if (this.answer) return this.fill(chunk);
    this.head = Buffer.concat([this.head, chunk]);
    if (this.head.length < HEAD) return;
    const length = this.head.readInt32BE(0) - (HEAD - 4);
    const id = this.head.readInt32BE(4);
    if (length < 0 || length > MOST_BYTES || id !== this.asked?.id)
      return this.close(new Error('The broker answers what was not asked.'));
    // One piece of memory of its own for each answer, which lives as long as a message of it.
    this.answer = Buffer.allocUnsafeSlow(length);
    this.filled = 0;
    const rest = this.head.subarray(HEAD);
    this.head = Buffer.alloc(0);
    this.fill(rest);
  }

  private fill(chunk: Buffer): void {
    const { answer, asked } = this;
    if (!answer) return;
    this.filled += chunk.copy(answer, this.filled);
    if (this.filled < answer.length) return;
    this.answer = undefined;
    this.asked = undefined;
    this.socket.setTimeout(0);
    try {
      asked?.resolve(decodeFetch(answer));
    } catch (error) {
      asked?.reject(error as Error);
    }
  }
}

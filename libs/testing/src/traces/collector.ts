import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { decodeSpans, type ReceivedSpan } from './decode.js';

/** A collector of traces that keeps what it gets. */
export interface Collector {
  /** What `OTEL_EXPORTER_OTLP_ENDPOINT` is to be set to. */
  readonly endpoint: string;
  readonly spans: readonly ReceivedSpan[];
  /** The requests as they came: not compressed, so every text in them can be found. */
  readonly requests: readonly Buffer[];
  close(): Promise<void>;
}

/** Starts a collector that takes OTLP over HTTP, on any free port of this machine. */
export async function startCollector(): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const requests: Buffer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      requests.push(body);
      spans.push(...decodeSpans(body));
      response.setHeader('Content-Type', 'application/x-protobuf').end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    spans,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

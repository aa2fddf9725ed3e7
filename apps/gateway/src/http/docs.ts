import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import { type FastifyInstance } from 'fastify';

const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>API · Aviary</title><link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head>
<body><div id="swagger-ui"></div><script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script></body></html>`;

const START = `window.ui = SwaggerUIBundle({
  url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, persistAuthorization: true, docExpansion: 'none',
});`;

/** What is generated from the schemas of events, by the path that it is served under. */
const EVENTS = [
  ['/docs/events', 'events.html', 'text/html; charset=utf-8'],
  ['/docs/events/', 'events.html', 'text/html; charset=utf-8'],
  ['/docs/events/asyncapi.json', 'asyncapi.json', 'application/json; charset=utf-8'],
] as const;

/** The catalogue of events: as a page, and as AsyncAPI. */
export function serveEvents(fastify: FastifyInstance): void {
  for (const [path, file, type] of EVENTS)
    fastify.get(path, async (_request, reply) => {
      const text = await fs.readFile(new URL(`./generated/${file}`, import.meta.url));
      return await reply.header('content-security-policy', POLICY).type(type).send(text);
    });
}

/** The API in a form to try out: Swagger UI, served by ourselves. */
export async function serveDocs(fastify: FastifyInstance): Promise<void> {
  const root = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  await fastify.register(fastifyStatic, { root, prefix: '/docs/assets/', index: false, decorateReply: false });
  for (const path of ['/docs', '/docs/'])
    fastify.get(
      path,
      async (_request, reply) =>
        await reply.header('content-security-policy', POLICY).type('text/html; charset=utf-8').send(PAGE),
    );
  fastify.get(
    '/docs/start.js',
    async (_request, reply) => await reply.type('text/javascript; charset=utf-8').send(START),
  );
}

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

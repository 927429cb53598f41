import { existsSync, readFileSync } from 'node:fs';
import type { FastifyPluginCallback } from 'fastify';
import { version } from '../lib/package-info.ts';

/** What the page is made of; from Swagger UI, which is built into what is published and a development dependency else. */
export const pageFiles = ['swagger-ui-bundle.js', 'swagger-ui.css', 'favicon-32x32.png'] as const;

const types: Record<string, string> = { js: 'text/javascript', css: 'text/css', png: 'image/png' };

const swaggerUi = (): URL => {
  const built = new URL('./swagger-ui/', import.meta.url);
  return existsSync(built) ? built : new URL('.', import.meta.resolve('swagger-ui-dist/package.json'));
};

const links = `<nav class="swagger-ui">
<p class="wrapper"><a class="link" href="/docs">What is emulated</a> · <a class="link" href="/docs?admin">How a test steers it</a></p>
</nav>
`;

const page = (nav: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ecore-mock</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
${nav}<div id="page"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</html>
`;

/** `/docs?admin` shows the other document. */
const start = `const other = '/__mock/openapi.json';
SwaggerUIBundle({
  url: location.search === '?admin' ? other : '/openapi.json',
  dom_id: '#page',
  deepLinking: true,
  showExtensions: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;

/** Nothing from elsewhere, nothing inline, and only this server may be called. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * `/openapi.json`: the OpenAPI document of the emulated API; `/docs`: a page to read and try it, which works offline. It
 * leads to that of steering, where the mock can be steered.
 * Both are made when somebody asks for them: most starts never do.
 */
export const documents: FastifyPluginCallback<{ canSteer: boolean }> = (app, { canSteer }, done) => {
  let document: string | undefined;

  app.setErrorHandler((error, request, reply) => {
    request.log.error({ err: error }, 'unexpected failure');
    reply.code(500).type('text/plain; charset=utf-8').send('The page can not be read just now.');
  });
  app.get('/openapi.json', async (_request, reply) => {
    const { openapi } = await import('../api/openapi/openapi.ts');
    document ??= JSON.stringify(openapi(version));
    return reply.header('access-control-allow-origin', '*').type('application/json').send(document);
  });
  app.get('/docs', (_request, reply) => {
    reply
      .header('content-security-policy', policy)
      .type('text/html; charset=utf-8')
      .send(page(canSteer ? links : ''));
  });
  app.get('/docs/start.js', (_request, reply) => {
    reply.type('text/javascript; charset=utf-8').send(start);
  });
  for (const file of pageFiles) {
    app.get(`/docs/${file}`, (_request, reply) => {
      const type = types[file.slice(file.lastIndexOf('.') + 1)] as string;
      reply.type(type).send(readFileSync(new URL(file, swaggerUi())));
    });
  }
  done();
};

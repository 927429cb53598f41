import { existsSync, readFileSync } from 'node:fs';
import type { FastifyPluginCallback } from 'fastify';
import { version } from '../lib/package-info.ts';

/** The files of Swagger UI that the page loads. The build copies them into dist; from the sources, the page uses the development dependency. */
export const pageFiles = ['swagger-ui-bundle.js', 'swagger-ui.css', 'favicon-32x32.png'] as const;

const contentTypes: Record<string, string> = { js: 'text/javascript', css: 'text/css', png: 'image/png' };

const findSwaggerUi = (): URL => {
  const built = new URL('./swagger-ui/', import.meta.url);
  return existsSync(built) ? built : new URL('.', import.meta.resolve('swagger-ui-dist/package.json'));
};

const links = `<nav class="swagger-ui">
<p class="wrapper"><a class="link" href="/docs">What is emulated</a> · <a class="link" href="/docs?admin">The admin API</a></p>
</nav>
`;

const renderPage = (nav: string): string => `<!doctype html>
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

/** `/docs?admin` shows the document of the admin API. */
const startScript = `const adminDocument = '/__mock/openapi.json';
SwaggerUIBundle({
  url: location.search === '?admin' ? adminDocument : '/openapi.json',
  dom_id: '#page',
  deepLinking: true,
  showExtensions: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;

/** The page loads files of this server only, has no inline code, and calls this server only. */
const contentSecurityPolicy = [
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
 * `/openapi.json` is the OpenAPI document of the emulated API, and `/docs` is a page to read and try it. The page works
 * offline and links to the document of the admin API if the server has one. The document is created for the first request,
 * because most starts never need it.
 */
export const docsPage: FastifyPluginCallback<{ hasAdminApi: boolean }> = (app, { hasAdminApi }, done) => {
  let document: string | undefined;

  app.setErrorHandler((error, request, reply) => {
    request.log.error({ err: error }, 'unexpected failure');
    reply
      .code(500)
      .type('text/plain; charset=utf-8')
      .send('The page could not be read; the log of the server says why.');
  });
  app.get('/openapi.json', async (_request, reply) => {
    const { createOpenapi } = await import('../api/openapi/openapi-document.ts');
    document ??= JSON.stringify(createOpenapi(version));
    return reply.header('access-control-allow-origin', '*').type('application/json').send(document);
  });
  app.get('/docs', (_request, reply) => {
    reply
      .header('content-security-policy', contentSecurityPolicy)
      .type('text/html; charset=utf-8')
      .send(renderPage(hasAdminApi ? links : ''));
  });
  app.get('/docs/start.js', (_request, reply) => {
    reply.type('text/javascript; charset=utf-8').send(startScript);
  });
  for (const file of pageFiles) {
    app.get(`/docs/${file}`, (_request, reply) => {
      const type = contentTypes[file.slice(file.lastIndexOf('.') + 1)] as string;
      reply.type(type).send(readFileSync(new URL(file, findSwaggerUi())));
    });
  }
  done();
};

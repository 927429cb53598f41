import { isUtf8 } from 'node:buffer';
import type { FastifyPluginCallback } from 'fastify';
import type { Store } from '../db/open-store.ts';
import { bases } from './endpoints.ts';
import { authenticator, type Disclose, type Intercept } from './plugins/authentication.ts';
import { allowAnyOrigin } from './plugins/cors.ts';
import { answerError } from './plugins/errors.ts';
import { answerTheRest, type Page } from './plugins/methods.ts';
import { enrichmentControl } from './routes/enrichment-control.ts';
import { enrichmentResults } from './routes/enrichment-results.ts';
import { enrichmentStatus } from './routes/enrichment-status.ts';
import { search } from './routes/search.ts';
import { unlock } from './routes/unlock.ts';
import { serializer } from './schemas/serializers.ts';

export type EmulatedApiOptions = {
  store: Store;
  /** Milliseconds since 1970, UTC: what daily quotas go by (E6). */
  now: () => number;
  /** Resolves once the data is there; calls of a page that come before wait for it. */
  seeded: Promise<void>;
  intercept?: Intercept | undefined;
  disclose?: Disclose | undefined;
};

/** The vendor's API, whole: every documented page below every base, and what the vendor answers to all else. */
export const emulatedApi: FastifyPluginCallback<EmulatedApiOptions> = (
  app,
  { store, now, seeded, intercept, disclose = () => {} },
  done,
) => {
  const authenticate = authenticator({ store, now, seeded, intercept });

  app.decorateRequest('rows', 0);
  app.decorateRequest('endpoint', null);
  app.decorateRequest('slashed');
  app.decorateRequest('total');
  app.decorateRequest('jobs');
  app.addHook('onRequest', allowAnyOrigin);
  // E9: Fastify adds a charset, Django REST Framework does not.
  app.addHook('onSend', (_request, reply, payload, next) => {
    const type = reply.getHeader('content-type');
    if (type === 'application/json; charset=utf-8') reply.header('content-type', 'application/json');
    next(null, payload);
  });
  const parse = app.getDefaultJsonParser('remove', 'remove');
  app.removeContentTypeParser('text/plain');
  // E12: letters are not made of bytes that are none.
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, parsed) => {
    if (isUtf8(bytes)) parse(request, bytes.toString(), parsed);
    else parsed(Object.assign(new Error('no UTF-8'), { statusCode: 400 }));
  });
  app.setSerializerCompiler(serializer);
  app.setErrorHandler(answerError);

  const pages: Page[] = [];
  const documented = [
    { page: enrichmentResults, authenticate: authenticate('results') },
    { page: enrichmentStatus, authenticate: authenticate('status') },
    { page: enrichmentControl, authenticate: authenticate('control') },
    { page: search, authenticate: authenticate('search') },
    { page: unlock, authenticate: authenticate('unlock') },
  ];
  for (const prefix of bases) {
    for (const { page, ...rest } of documented) app.register(page, { prefix, pages, store, now, disclose, ...rest });
  }
  answerTheRest(app, pages);
  done();
};

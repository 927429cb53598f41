import type { FastifyPluginCallback } from 'fastify';
import type { Account } from '../../db/repositories/account-repository.ts';
import { type AdminContext, getAccount } from '../admin-context.ts';
import { accountRoutes } from './account-routes.ts';
import { clockRoutes } from './clock-routes.ts';
import { creditRoutes } from './credit-routes.ts';
import { accountFaultRoutes } from './fault-routes.ts';
import { jobRoutes } from './job-routes.ts';
import { peopleRoutes } from './people-routes.ts';
import { accountRequestRoutes } from './request-routes.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The account in the path of a call of the admin API; set in all routes under `/accounts/:account`. */
    targetAccount: Account;
  }
}

/** All routes under `/accounts/:account`. A call that names no account is answered with 404 before its handler runs. */
export const accountScope: FastifyPluginCallback<{ context: AdminContext }> = (app, { context }, end) => {
  app.decorateRequest('targetAccount');
  app.addHook<{ Params: { account: string } }>('preHandler', (request, _reply, next) => {
    request.targetAccount = getAccount(context, request.params.account);
    next();
  });
  for (const routes of [
    accountRoutes,
    creditRoutes,
    jobRoutes,
    peopleRoutes,
    accountFaultRoutes,
    clockRoutes,
    accountRequestRoutes,
  ]) {
    app.register(routes, { context });
  }
  end();
};

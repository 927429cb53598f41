import { type Static, Type } from '@sinclair/typebox';
import { endpoints } from '../../api/endpoints.ts';

export const RequestsQuery = Type.Object({
  endpoint: Type.Optional(
    Type.Union(
      endpoints.map((endpoint) => Type.Literal(endpoint)),
      { description: 'Requests to this endpoint alone.' },
    ),
  ),
  status: Type.Optional(Type.Integer({ minimum: 100, maximum: 599, description: 'Requests with this status alone.' })),
  since: Type.Optional(
    Type.String({ format: 'date-time', description: "Requests from this time on, on the account's clock." }),
  ),
  limit: Type.Integer({
    minimum: 0,
    maximum: 10_000,
    default: 10_000,
    description: 'The latest of them, so many at most.',
  }),
});
export type RequestsQuery = Static<typeof RequestsQuery>;

/** Which requests are counted. */
export const CountQuery = Type.Omit(RequestsQuery, ['limit']);
export type CountQuery = Static<typeof CountQuery>;

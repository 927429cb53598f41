import { type Static, Type } from '@sinclair/typebox';
import { endpoints } from '../../api/endpoints.ts';

export const RequestsQuery = Type.Object({
  endpoint: Type.Optional(
    Type.Union(
      endpoints.map((endpoint) => Type.Literal(endpoint)),
      { description: 'Only requests to this endpoint.' },
    ),
  ),
  status: Type.Optional(Type.Integer({ minimum: 100, maximum: 599, description: 'Only requests with this status.' })),
  since: Type.Optional(
    Type.String({ format: 'date-time', description: "Only requests from this time on, by the account's clock." }),
  ),
  limit: Type.Integer({
    minimum: 0,
    maximum: 10_000,
    default: 10_000,
    description: 'The maximum number of requests. The latest ones are returned.',
  }),
});
export type RequestsQuery = Static<typeof RequestsQuery>;

/** The filter for counting requests. */
export const CountQuery = Type.Omit(RequestsQuery, ['limit']);
export type CountQuery = Static<typeof CountQuery>;

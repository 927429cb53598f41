import type { Static } from '@sinclair/typebox';
import type { FastifyRequest } from 'fastify';
import { isPastEnd } from '../../api/exchange.ts';
import type { ResultsQuery, SearchQuery } from '../../api/schemas/parameter-and-body-schemas.ts';
import { shortenText } from '../quote-client-text.ts';
import { createFinding, type Finding } from './finding.ts';

/** Reports a page of Results or Search that begins after the last row. */
export const lintPage = ({ exchange, query }: FastifyRequest): Finding[] => {
  if (!isPastEnd(exchange)) return [];
  const { endpoint, total = 0 } = exchange;
  if (endpoint === 'results') {
    const { page, page_size } = query as Static<typeof ResultsQuery>;
    const pages = Math.max(1, Math.ceil(total / page_size));
    const message = `page ${shortenText(String(page))} is past the end: the last page is ${pages}`;
    return [createFinding('page-past-end', message, 'R10')];
  }
  const { offset } = query as Static<typeof SearchQuery>;
  const message = `offset ${shortenText(String(offset))} is past the end: the search has ${total} results`;
  return [createFinding('page-past-end', message, 'S7')];
};

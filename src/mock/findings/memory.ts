import type { Endpoint } from '../../api/endpoints.ts';
import { type Recent, recent } from '../../recent.ts';
import type { Fetched, Walk } from './pages.ts';
import type { Poll } from './polling.ts';
import type { Wait } from './waiting.ts';

/** What is remembered of an account's calls, since the next ones are looked at against it. */
export type Memory = {
  /** How often steering or the client changed what pages show. */
  changes: number;
  /** Until when a call was asked to wait: to one endpoint, or to any. */
  waits: Map<Endpoint | 'any', Wait>;
  /** The last poll of each job. */
  polls: Recent<string, Poll>;
  pages: Recent<string, Fetched>;
  walks: Recent<string, Walk>;
};

/** How many jobs, pages and walks of an account are remembered at least; twice as many at most. */
const remembered = 500;

export const openMemory = (): Memory => ({
  changes: 0,
  waits: new Map(),
  polls: recent(2 * remembered),
  pages: recent(2 * remembered),
  walks: recent(2 * remembered),
});

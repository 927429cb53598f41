import type { Endpoint } from '../../api/endpoints.ts';
import { type LruCache, lruCache } from '../../lib/lru-cache.ts';
import { memoryBounds } from '../../lib/memory-bounds.ts';
import type { Fetched, Walk } from './page-findings.ts';
import type { Poll } from './poll-findings.ts';
import type { Wait } from './wait-findings.ts';

/** What is remembered of an account's calls, since the next ones are looked at against it. */
export type Memory = {
  /** How often steering or the client changed what pages show. */
  changes: number;
  /** Until when a call was asked to wait: to one endpoint, or to any. */
  waits: Map<Endpoint | 'any', Wait>;
  /** The last poll of each job. */
  polls: LruCache<string, Poll>;
  pages: LruCache<string, Fetched>;
  walks: LruCache<string, Walk>;
};

/** How many jobs, pages and walks of an account are remembered at least; twice as many at most. */
const remembered = 500;

/** An account's memory before its first call. */
export const openMemory = (): Memory => ({
  changes: 0,
  waits: new Map(),
  polls: lruCache(2 * remembered),
  pages: lruCache(2 * remembered),
  walks: lruCache(2 * remembered),
});

/** Measured: an entry of the largest kind, a walk, with its key and its place in the map; and a memory without entries. */
const bytesPerEntry = 300;
const bytesEmpty = 3500;

const bytesOf = ({ polls, pages, walks }: Memory): number =>
  bytesEmpty + bytesPerEntry * (polls.size() + pages.size() + walks.size());

/** The memories of all accounts, bounded in bytes: those of the accounts that called least recently go first. */
export const openMemories = (maxBytes: number = memoryBounds.findings) => {
  // A map keeps the order in which its keys were set: the least recent first.
  const memories = new Map<string, { memory: Memory; bytes: number }>();
  let bytes = 0;

  const remove = (account: string): void => {
    bytes -= memories.get(account)?.bytes ?? 0;
    memories.delete(account);
  };

  return {
    /** An account's memory, which grows until it is asked for the next time. */
    of: (account: string): Memory => {
      const memory = memories.get(account)?.memory ?? openMemory();
      remove(account);
      const its = bytesOf(memory);
      memories.set(account, { memory, bytes: its });
      bytes += its;
      for (const [oldest] of memories) {
        if (bytes <= maxBytes || oldest === account) break;
        remove(oldest);
      }
      return memory;
    },

    /** An account's memory where it has one. */
    find: (account: string): Memory | undefined => memories.get(account)?.memory,

    all: (): Memory[] => [...memories.values()].map(({ memory }) => memory),

    bytes: (): number => bytes,

    remove,

    clear: (): void => {
      memories.clear();
      bytes = 0;
    },
  };
};

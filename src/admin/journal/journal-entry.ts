import { getPath } from '../../api/endpoints.ts';
import { detachText } from '../../lib/detach-text.ts';
import { toIsoTime } from '../../lib/iso-time.ts';
import type { JournalEntry } from '../schemas/response-bodies.ts';

/** What a call adds to the journal. The rest of an entry is derived from it when the entry is read. */
export type NewEntry = Omit<JournalEntry, 'id' | 'at' | 'path' | 'query' | 'url_truncated'> & {
  /** When the call came, in milliseconds since 1970, on the account's clock. */
  at: number;
  url: string;
};

/** An entry as the journal keeps it. */
export type StoredEntry = NewEntry & { id: number; url_truncated: boolean };

/** The number of characters of a URL that the journal keeps. */
const maxUrlLength = 2048;

/** The first 2,048 characters of a URL, without a percent-encoded letter that would be cut in two. */
const cutUrl = (url: string): string => {
  if (url.length <= maxUrlLength) return url;
  const whole = url.slice(0, maxUrlLength).replace(/%[0-9a-f]?$/i, '');
  // In UTF-8, a letter may have several bytes: its first byte, and fewer further bytes than the letter needs.
  return whole.replace(/%[c-f][0-9a-f](?:%[89ab][0-9a-f]){0,2}$/i, (letter) => {
    try {
      decodeURIComponent(letter);
      return letter;
    } catch {
      return '';
    }
  });
};

/** Copies the texts of an entry, so that it keeps nothing of its request alive. */
export const createEntry = (id: number, entry: NewEntry): StoredEntry => ({
  id,
  ...entry,
  url: detachText(cutUrl(entry.url)),
  url_truncated: entry.url.length > maxUrlLength,
});

/** Measured: an entry with a short URL; and a finding without its message. */
const bytesPerEntry = 450;
const bytesPerFinding = 100;

/** How many bytes an entry takes, as an estimate. */
export const measureEntry = ({ url, findings }: StoredEntry): number =>
  bytesPerEntry + url.length + findings.reduce((sum, { message }) => sum + bytesPerFinding + message.length, 0);

/** An entry as the admin API shows it. */
export const toJournalEntry = (entry: StoredEntry): JournalEntry => {
  const { id, at, account, token, endpoint, method, url, url_truncated, duration_ms, ...rest } = entry;
  const [, query = ''] = url.split(/\?(.*)/s, 2);
  return {
    id,
    at: toIsoTime(at),
    account,
    token,
    endpoint,
    method,
    path: getPath(url),
    query: Object.fromEntries(new URLSearchParams(`&${query}`)),
    url_truncated,
    duration_ms: Math.round(duration_ms * 1000) / 1000,
    ...rest,
  };
};

export type JournalFilter = { endpoint?: string; status?: number; since?: string };

/** Whether an entry matches a filter. */
export const matchesFilter = (entry: StoredEntry, { endpoint, status, since }: JournalFilter): boolean =>
  (endpoint === undefined || entry.endpoint === endpoint) &&
  (status === undefined || entry.status === status) &&
  (since === undefined || entry.at >= Date.parse(since));

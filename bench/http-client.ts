import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

export type Answer = { text: string; ms: number };

/**
 * Sends one request on a connection that is reused.
 * @returns the body, and the milliseconds until it was complete
 * @throws Error if the status of the answer is 400 or above
 */
export const sendRequest = (url: string, headers: Record<string, string>, method = 'GET', body = ''): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) };
    const outgoing = request(url, { agent, method, headers: { ...headers, ...length } });
    outgoing.once('error', reject).once('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject);
      answer.once('end', () => {
        const ms = performance.now() - startedAt;
        const text = Buffer.concat(chunks).toString();
        if ((answer.statusCode ?? 500) < 400) resolve({ text, ms });
        else reject(new Error(`${method} ${url}: ${answer.statusCode} ${text.slice(0, 300)}`));
      });
    });
    outgoing.end(body);
  });

/** Adds a query string to a path. */
export const addQuery = (path: string, values: Record<string, string | number>): string =>
  `${path}?${new URLSearchParams(Object.entries(values).map(([name, value]): [string, string] => [name, String(value)]))}`;

/** Measures the mean size of the answers to these paths, in bytes. */
export const measureMeanBytes = async (
  url: string,
  paths: readonly string[],
  headers: Record<string, string>,
): Promise<number> => {
  let bytes = 0;
  for (const path of paths) bytes += Buffer.byteLength((await sendRequest(url + path, headers)).text);
  return Math.round(bytes / paths.length);
};

import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

export type Answer = { text: string; ms: number };

/**
 * Asks one thing, on a connection that is kept.
 * @returns the body, and the milliseconds until it was whole
 * @throws Error where the answer is an error
 */
export const ask = (url: string, headers: Record<string, string>, method = 'GET', body = ''): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const begun = performance.now();
    const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { agent, method, headers: { ...headers, ...length } });
    sent.once('error', reject).once('response', (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part)).once('error', reject);
      answer.once('end', () => {
        const ms = performance.now() - begun;
        const text = Buffer.concat(parts).toString();
        if ((answer.statusCode ?? 500) < 400) resolve({ text, ms });
        else reject(new Error(`${method} ${url}: ${answer.statusCode} ${text.slice(0, 300)}`));
      });
    });
    sent.end(body);
  });

/** A path with a query. */
export const withQuery = (path: string, values: Record<string, string | number>): string =>
  `${path}?${new URLSearchParams(Object.entries(values).map(([name, value]): [string, string] => [name, String(value)]))}`;

/** Mean bytes of the bodies that these paths are answered with. */
export const meanBytes = async (
  url: string,
  paths: readonly string[],
  headers: Record<string, string>,
): Promise<number> => {
  let bytes = 0;
  for (const path of paths) bytes += Buffer.byteLength((await ask(url + path, headers)).text);
  return Math.round(bytes / paths.length);
};

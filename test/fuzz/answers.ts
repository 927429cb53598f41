/** One answer, as it came. */
export type Answer = { status: number; headers: ReadonlyMap<string, string>; body: Buffer };

export class NoHttp extends Error {}

const isStatusLine = /^HTTP\/1\.1 (\d{3}) [ -~]*$/;
const isHeader = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([\t -~\x80-\xff]*)$/;

const headersIn = (lines: readonly string[]): Map<string, string> => {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = isHeader.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new NoHttp(`no header: ${JSON.stringify(line)}`);
    const key = name.toLowerCase();
    if (headers.has(key)) throw new NoHttp(`${key} twice`);
    headers.set(key, value);
  }
  if (headers.has('content-length') && headers.has('transfer-encoding')) throw new NoHttp('two lengths');
  return headers;
};

type Read = { body: Buffer; end: number } | undefined;

const chunkedBody = (bytes: Buffer, from: number): Read => {
  const parts: Buffer[] = [];
  for (let at = from; ; ) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = bytes.toString('latin1', at, line);
    if (!/^[0-9a-f]+$/i.test(size)) throw new NoHttp(`no size of a chunk: ${JSON.stringify(size.slice(0, 50))}`);
    const end = line + 2 + Number.parseInt(size, 16);
    if (bytes.length < end + 2) return undefined;
    if (bytes.toString('latin1', end, end + 2) !== '\r\n') throw new NoHttp('a chunk without an end');
    if (size === '0') return { body: Buffer.concat(parts), end: end + 2 };
    parts.push(bytes.subarray(line + 2, end));
    at = end + 2;
  }
};

/**
 * The answer at the beginning of what a server sent, and where it ends, by the letter; undefined while it is not whole.
 * @param method of the request that it answers
 * @throws NoHttp
 */
export const answerIn = (bytes: Buffer, method: string): { answer: Answer; end: number } | undefined => {
  const blank = bytes.indexOf('\r\n\r\n');
  if (blank < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, blank).split('\r\n');
  const status = Number(isStatusLine.exec(first)?.[1]);
  if (!(status >= 100 && status < 600)) throw new NoHttp(`no status line: ${JSON.stringify(first.slice(0, 100))}`);
  const headers = headersIn(lines);
  const from = blank + 4;
  if (status < 200) {
    const next = answerIn(bytes.subarray(from), method);
    return next && { ...next, end: from + next.end };
  }
  const length = headers.get('content-length');
  const none = method === 'HEAD' || status === 204 || status === 304;
  const read = ((): Read => {
    if (none) return { body: Buffer.alloc(0), end: from };
    if (headers.get('transfer-encoding') === 'chunked') return chunkedBody(bytes, from);
    if (length === undefined || !/^\d+$/.test(length)) throw new NoHttp(`no length: ${JSON.stringify(first)}`);
    const end = from + Number(length);
    return bytes.length < end ? undefined : { body: bytes.subarray(from, end), end };
  })();
  return read && { answer: { status, headers, body: read.body }, end: read.end };
};

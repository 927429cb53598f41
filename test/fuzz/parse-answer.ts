/** An HTTP answer as it was received. */
export type Answer = { status: number; headers: ReadonlyMap<string, string>; body: Buffer };

export class InvalidHttp extends Error {}

const isStatusLine = /^HTTP\/1\.1 (\d{3}) [ -~]*$/;
const isHeader = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([\t -~\x80-\xff]*)$/;

const headersIn = (lines: readonly string[]): Map<string, string> => {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = isHeader.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new InvalidHttp(`not a header: ${JSON.stringify(line)}`);
    const key = name.toLowerCase();
    if (headers.has(key)) throw new InvalidHttp(`the header ${key} twice`);
    headers.set(key, value);
  }
  if (headers.has('content-length') && headers.has('transfer-encoding'))
    throw new InvalidHttp('both Content-Length and Transfer-Encoding');
  return headers;
};

type ParsedBody = { body: Buffer; end: number } | undefined;

const chunkedBody = (bytes: Buffer, from: number): ParsedBody => {
  const parts: Buffer[] = [];
  for (let position = from; ; ) {
    const line = bytes.indexOf('\r\n', position);
    if (line < 0) return undefined;
    const size = bytes.toString('latin1', position, line);
    if (!/^[0-9a-f]+$/i.test(size))
      throw new InvalidHttp(`not the size of a chunk: ${JSON.stringify(size.slice(0, 50))}`);
    const end = line + 2 + Number.parseInt(size, 16);
    if (bytes.length < end + 2) return undefined;
    if (bytes.toString('latin1', end, end + 2) !== '\r\n') throw new InvalidHttp('a chunk without an end');
    if (size === '0') return { body: Buffer.concat(parts), end: end + 2 };
    parts.push(bytes.subarray(line + 2, end));
    position = end + 2;
  }
};

/**
 * Parses the answer at the beginning of received bytes, strictly. Returns it with the position of its end, or undefined
 * if it is not complete yet.
 * @param method the method of the request that it answers
 * @throws InvalidHttp
 */
export const parseAnswer = (bytes: Buffer, method: string): { answer: Answer; end: number } | undefined => {
  const blank = bytes.indexOf('\r\n\r\n');
  if (blank < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, blank).split('\r\n');
  const status = Number(isStatusLine.exec(first)?.[1]);
  if (!(status >= 100 && status < 600))
    throw new InvalidHttp(`not a status line: ${JSON.stringify(first.slice(0, 100))}`);
  const headers = headersIn(lines);
  const from = blank + 4;
  if (status < 200) {
    const next = parseAnswer(bytes.subarray(from), method);
    return next && { ...next, end: from + next.end };
  }
  const length = headers.get('content-length');
  const hasNoBody = method === 'HEAD' || status === 204 || status === 304;
  const parsed = ((): ParsedBody => {
    if (hasNoBody) return { body: Buffer.alloc(0), end: from };
    if (headers.get('transfer-encoding') === 'chunked') return chunkedBody(bytes, from);
    if (length === undefined || !/^\d+$/.test(length))
      throw new InvalidHttp(`no valid length: ${JSON.stringify(first)}`);
    const end = from + Number(length);
    return bytes.length < end ? undefined : { body: bytes.subarray(from, end), end };
  })();
  return parsed && { answer: { status, headers, body: parsed.body }, end: parsed.end };
};

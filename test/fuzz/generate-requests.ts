import { METHODS } from 'node:http';
import { basePaths } from '../../src/api/endpoints.ts';
import { createRandom } from '../../src/fixtures/generate/random.ts';
import { fc } from '../support/property.ts';
import type { Endpoint } from './endpoints.ts';

/** A request as bytes. */
export type FuzzRequest = {
  bytes: Buffer;
  method: string;
  /**
   * pipelined: sent together with others. keep-alive: the next request waits for its answer, which may end the connection.
   * separate: on a connection of its own, whose sending side is ended, because the request may not be valid HTTP.
   */
  delivery: 'pipelined' | 'keep-alive' | 'separate';
};

/** The name of a header that appears in an answer only if a value could inject it. */
export const injected = 'x-injected';

const breakOut = `a\r\n${injected}: 1\r\n\r\n`;
const texts = [
  '',
  '\0',
  'a\0b',
  breakOut,
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  '..',
  '../../etc/passwd',
  "' OR 1=1 --",
  '"; DROP TABLE x',
  '%',
  '_',
  '*',
  '-1',
  '0',
  '1',
  '1e309',
  '0x10',
  '9'.repeat(400),
  `-${'9'.repeat(30)}`,
  'NaN',
  'null',
  'true',
  '\u{1F600}',
  '\u202Ertl',
  'İstanbul ß',
  '\uFEFF',
  '<script>alert(1)</script>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a server must not fill it in.
  '${7*7}{{7*7}}',
  'x'.repeat(3000),
];
/** Invalid percent-encoding, or percent-encoded bytes that are not UTF-8. */
const garbage = [
  '%',
  '%z',
  '%zz',
  '%0',
  '%00',
  '%ff%fe',
  '%c0%af',
  '%E0%A4%A',
  '%ed%a0%80',
  '%2e%2e%2f',
  '%2F',
  '%5C',
  '%u0041',
  '&&',
  '==',
  '?',
  ';',
  '+',
  '[]',
  '[a]=1',
  'a[b]=c',
  '%0d%0aX-Injected:%201',
];
const known: Record<string, readonly string[]> = {
  account: ['demo', 'other', 'trial', 'empty', 'mine', 'nobody'],
  job_id: [
    '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60',
    '00000000-0000-4000-8000-000000000002',
    '00000000-0000-4000-8000-000000000003',
    '00000000-0000-4000-8000-000000000006',
    '00000000-0000-4000-8000-000000000009',
    '9F3E7A2B-7C1D-4F12-8C9A-1B2C3D4E5F60',
  ],
  uuid: ['a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d', '00000000-0000-4000-8000-00000000ffff'],
  id: ['1', '2', '0', '-1', '1e1'],
  name: ['before', 'after', '__proto__'],
  report_type: ['json', 'csv', 'xml'],
  page: ['1', '2', '3', '99999999999999999999'],
  page_size: ['1', '50', '200', '201'],
  limit: ['1', '10', '1001'],
  offset: ['0', '5', '99999999999999999999'],
  industry: ['Technology', 'technology'],
  job_level: ['C Level', 'Staff Level'],
  endpoint: ['search', 'results'],
  status: ['200', '404'],
  since: ['2026-05-06T14:23:11Z'],
};
const tokens = ['demo-token', 'demo-token', 'demo-token', 'other-token', 'empty-token', 'expired-token', 'nobody'];
const oddMethods = METHODS.filter((method) => method !== 'CONNECT');
const odd = [
  'application/json',
  'application/json; charset=utf-8',
  'application/JSON',
  'text/csv',
  'text/plain',
  'x',
  'a/b/c',
  ';',
  'multipart/form-data; boundary=x',
  'application/json;'.padEnd(2000, 'a=b;'),
];
const headers = [
  'Accept: */*',
  'Accept: ',
  'Accept-Encoding: gzip, br',
  'Cookie: a=b; c',
  'Origin: http://localhost:5173',
  'Origin: null',
  'Prefer: code=404',
  'Prefer: code=99',
  `Prefer: code=${'9'.repeat(300)}`,
  'Prefer: delay=1',
  'Prefer: code="418", delay=0',
  'Prefer: ;,=;;code==200',
  'X-Forwarded-For: 10.0.0.1',
  'X-Http-Method-Override: DELETE',
  'Range: bytes=0-10',
  'If-None-Match: *',
  'Expect: 100-continue',
  'Upgrade: websocket',
  'Access-Control-Request-Method: GET',
  'Access-Control-Request-Headers: a,\xe9\xff,b',
  `X-Long: ${'y'.repeat(4000)}`,
  'X-Bytes: \x80\xff\xfe',
  '__proto__: 1',
  'constructor: 1',
];

/** Halves of a surrogate pair among them. */
const codePoint = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
const drawnText = fc.string({ unit: codePoint, maxLength: 20 });
const drawnJson = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  drawnText,
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(...texts),
);
type Samples = { anyText: readonly string[]; anyJson: readonly unknown[] };
const samples = new Map<number, Samples>();

/** Returns random values of any kind. They are created once for all endpoints, because this takes longer than sending them. */
const getSamples = (seed: number): Samples => {
  const all = samples.get(seed) ?? {
    anyText: fc.sample(drawnText, { numRuns: 500, seed }),
    anyJson: fc.sample(drawnJson, { numRuns: 500, seed }),
  };
  samples.set(seed, all);
  return all;
};

/**
 * Creates a function that generates requests to an endpoint. Most of them are nearly valid, with different mistakes.
 * @param seed the same seed generates the same requests
 * @param invalidPercent how many of 100 requests are not valid HTTP
 * @param uuids the ids of people
 * @param token the token of the account whose credits are checked
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the generators of all parts share one random number generator.
export const createRequestGenerator = (
  endpoint: Endpoint,
  seed: number,
  invalidPercent: number,
  uuids: readonly string[],
  token?: string,
): (() => FuzzRequest) => {
  const { integerBelow, chance, pick } = createRandom('fuzz', seed, endpoint.name);
  const { anyText, anyJson } = getSamples(seed);
  const scheme = /search|unlock/.test(endpoint.path) ? 'Token' : 'Bearer';

  const text = (name: string): string => {
    const drawn = integerBelow(10);
    const values = Object.hasOwn(known, name) ? known[name] : undefined;
    if (values && drawn < 7) return pick(values);
    return drawn < 9 ? pick(texts) : pick(anyText);
  };
  /** In a URL. */
  const encoded = (name: string): string =>
    chance(0.08) ? pick(garbage) : encodeURIComponent(text(name).toWellFormed()).replaceAll('%20', pick(['%20', '+']));

  const url = (): string => {
    const base = endpoint.isAdmin ? '' : pick(basePaths);
    const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => encoded(name));
    const whole = chance(0.03) ? path.slice(0, integerBelow(path.length)) || '/' : path;
    const count = chance(0.3) ? 0 : integerBelow(5);
    const names = [...endpoint.parameters, '__proto__', 'constructor', 'pageSize', ''];
    const query = Array.from({ length: count }, () => {
      const name = pick(names);
      return `${chance(0.1) ? pick(garbage) : name}${chance(0.95) ? '=' : ''}${encoded(name)}`;
    });
    const host = chance(0.03) ? pick(['http://evil.example', 'HTTP://x', 'ftp://a@b:1']) : '';
    const long = chance(0.005) ? `&${'x'.repeat(16_000 + integerBelow(1000))}` : '';
    return `${host}${base}${whole}${count + long.length > 0 ? `?${query.join('&')}${long}` : ''}`;
  };

  /** A value with a part of it made wrong. */
  const wrong = (value: unknown): unknown => {
    if (chance(0.2) || typeof value !== 'object' || value === null) return pick(anyJson);
    if (Array.isArray(value))
      return [...value.map((each) => (chance(0.5) ? wrong(each) : each)), ...(chance(0.2) ? [pick(anyJson)] : [])];
    const entries = Object.entries(value).filter(() => chance(0.95));
    const at = integerBelow(entries.length + 1);
    return Object.fromEntries([
      ...entries.map(([key, each], index): [string, unknown] => [key, index === at ? wrong(each) : each]),
      ...(chance(0.3) ? [[pick(texts), pick(anyJson)] as [string, unknown]] : []),
    ]);
  };
  /** A body that changes something. */
  const right = (): unknown => {
    if (endpoint.name === 'POST /external/unlock/')
      return {
        uuids: Array.from({ length: 1 + integerBelow(3) }, () => pick(uuids)),
        unlock_type: pick(['email', 'phone']),
      };
    if (endpoint.name !== 'POST /enrichment-control/') return endpoint.example ?? {};
    return { csv_file_id: pick(known.job_id ?? []), action: pick(['pause', 'resume']) };
  };
  const body = (): Buffer => {
    const drawn = integerBelow(20);
    if (drawn < 4) return Buffer.from(JSON.stringify(right()));
    if (drawn < 14) return Buffer.from(JSON.stringify(wrong(right())) ?? '');
    if (drawn === 14) return Buffer.from('['.repeat(1 + integerBelow(5000)));
    if (drawn === 15) return Buffer.from(`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`);
    if (drawn === 16)
      return Buffer.from('{"__proto__": {"status": 1}, "constructor": {"prototype": {"x": 1}}, "constructor": 1}');
    if (drawn === 17)
      return Buffer.concat([Buffer.from('{"name": "'), Buffer.from([0xff, 0xfe, 0xc0, 0x00]), Buffer.from('"}')]);
    if (drawn === 18)
      return Buffer.from(`{"credits": ${pick(['1e400', '-0', '9'.repeat(400), '01', '.5', 'NaN', '1e-400'])}}`);
    return Buffer.from(pick(texts));
  };

  const authorization = (): string => {
    if (endpoint.isAdmin) return chance(0.9) ? '' : `Authorization: ${pick(texts).replace(/[^ -~]/g, '')}\r\n`;
    if (token !== undefined && chance(0.8)) return `Authorization: ${scheme} ${token}\r\n`;
    if (chance(0.8)) return `Authorization: ${scheme} ${pick(tokens)}\r\n`;
    return chance(0.5)
      ? ''
      : `Authorization: ${pick(['Token', 'Bearer', 'bearer\t', 'Basic', ''])} ${pick(['demo-token', '\xff', 'a b', "' OR 1=1 --", 'x'.repeat(5000), '__proto__'])}\r\n`;
  };
  const more = (): string =>
    Array.from({ length: chance(0.5) ? 0 : integerBelow(4) }, () => `${pick(headers)}\r\n`).join('');

  const framed = (): FuzzRequest => {
    const method = chance(0.85) ? endpoint.method : pick(oddMethods);
    const hasBody = chance(endpoint.example === undefined ? 0.1 : 0.97);
    const content = hasBody ? body() : Buffer.alloc(0);
    const type = hasBody && chance(0.97) ? `Content-Type: ${chance(0.85) ? 'application/json' : pick(odd)}\r\n` : '';
    const length = hasBody ? `Content-Length: ${content.length}\r\n` : '';
    const head = `${method} ${url()} HTTP/1.1\r\nHost: x\r\n${authorization()}${more()}${type}${length}\r\n`;
    const delivery = hasBody || !['GET', 'HEAD'].includes(method) ? 'keep-alive' : 'pipelined';
    return { bytes: Buffer.concat([Buffer.from(head, 'latin1'), content]), method, delivery };
  };

  /** A request that fetch and proxies would repair or refuse. It never uses the account whose credits are checked, because its effect is unknown. */
  const unframed = (): FuzzRequest => {
    const { method } = endpoint;
    const target = pick([url(), `/${pick(texts)}`, '*', 'x:80', `//${pick(texts)}`, `/${'y'.repeat(40_000)}`]);
    const start = pick([
      `${method} ${target} HTTP/1.1`,
      `${method} ${target} HTTP/1.0`,
      `${method} ${target} HTTP/9.9`,
      `${method}  ${target}`,
      'CONNECT x:80 HTTP/1.1',
      'NONSENSE / HTTP/1.1',
      `\0${method} / HTTP/1.1`,
      '',
      '\x16\x03\x01\x02\x00\x01\x00',
    ]);
    const wrongHead = pick([
      '',
      'Content-Length: 5\r\nContent-Length: 6\r\n',
      'Content-Length: 100000\r\n',
      'Content-Length: -1\r\n',
      `Content-Length: ${'9'.repeat(40)}\r\n`,
      'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n',
      'Transfer-Encoding: chunked\r\n',
      'Transfer-Encoding: chunked, chunked\r\n',
      'Transfer-Encoding: gzip\r\n',
      'X-Folded: a\r\n b\r\n\tc\r\n',
      `X-Lf: a\n${injected}: 1\r\n`,
      'X-Nul: a\0b\r\n',
      ' : \r\n',
      'No colon\r\n',
      'Host: y\r\n',
      `X: ${'z'.repeat(40_000)}\r\n`,
      'X: y\r\n'.repeat(2500),
      'Connection: close\r\n',
      'Connection: upgrade, keep-alive\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n',
    ]);
    const rest = pick([
      '',
      '{"a"',
      '5\r\nabcde\r\n',
      '5\r\nabc',
      'ffffffffffffffffff\r\n',
      'zz\r\n',
      '0\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
      '\r\n\r\n\r\n',
      '\0\0\0',
    ]);
    const credentials = endpoint.isAdmin ? '' : `Authorization: ${scheme} other-token\r\n`;
    const whole = `${start}\r\n${chance(0.95) ? 'Host: x\r\n' : ''}${credentials}${wrongHead}\r\n${rest}`;
    const cut = chance(0.2) ? integerBelow(whole.length) : whole.length;
    return { bytes: Buffer.from(whole.slice(0, cut), 'latin1'), method: 'GET', delivery: 'separate' };
  };

  return () => (integerBelow(100) < invalidPercent && endpoint.method !== 'HEAD' ? unframed() : framed());
};

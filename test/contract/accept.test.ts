import t from 'tap';
import { startAdminMock } from '../support/admin-api.ts';
import { completedJobId, readFindingKinds } from '../support/findings.ts';
import { bearer, sendRequest, token } from '../support/http.ts';

const mock = await startAdminMock(t, { people: 50 });
const strict = await startAdminMock(t, { people: 50, strict: true });

const acceptedHeaders = [
  undefined,
  '*/*',
  'application/json',
  'APPLICATION/Json',
  'application/*',
  '*/json',
  ' application/json ; version=1',
  'text/html, application/xml;q=0.9, */*;q=0.8',
  'text/csv, application/json',
  'application/json;q=0',
  'text/csv;q=1, */*;q=0',
];
const excludingHeaders = [
  'text/csv',
  'application/xml',
  'text/*',
  'text/html, application/xhtml+xml',
  'application/jsonp',
  'application/vnd.api+json',
  'application',
  '*',
  '',
  'text/plain; note="application/json"',
];

const withAccept = (accept: string | undefined): Record<string, string> => (accept === undefined ? {} : { accept });

t.test(
  'E14: an Accept header that excludes JSON is reported as a finding and does not change the answer',
  async (t) => {
    const mine = await mock.account();
    const paths = [
      ['/external/search/', token(mine.token)],
      [`/enrichment/status/${completedJobId}/`, bearer(mine.token)],
      [`/enrichment/result/${completedJobId}/?page_size=1`, bearer(mine.token)],
      [`/enrichment/result/${completedJobId}/?report_type=csv`, bearer(mine.token)],
    ] as const;
    for (const [path, headers] of paths) {
      const plain = await sendRequest(mock.url + path, { headers });
      for (const accept of [...acceptedHeaders, ...excludingHeaders]) {
        await mine.clearRequests();
        const answer = await sendRequest(mock.url + path, { headers: { ...headers, ...withAccept(accept) } });
        t.same([answer.status, answer.text], [200, plain.text], `${accept}`);
        t.equal(
          (await readFindingKinds(mine)).includes('not-acceptable'),
          accept !== undefined && excludingHeaders.includes(accept),
          `${accept}`,
        );
      }
    }
    t.match((await mine.findings()).at(-1), { kind: 'not-acceptable', clause: 'E14', endpoint: 'results' });
  },
);

t.test(
  'E14: with --strict, an Accept header that excludes JSON is answered with 406 before token, method and parameters are checked',
  async (t) => {
    const mine = await strict.account();
    const csv = `/enrichment/result/${completedJobId}/?report_type=csv`;
    const body = { detail: 'Could not satisfy the request Accept header.' };
    const calls: [string, string, Record<string, string>][] = [
      ['GET', '/external/search/?pageSize=1', token(mine.token)],
      ['GET', csv, bearer(mine.token)],
      ['GET', csv, {}],
      ['GET', csv, token(mine.token)],
      ['POST', '/external/unlock/', token(mine.token)],
      ['PUT', '/external/search/', token(mine.token)],
    ];
    for (const [method, path, headers] of calls) {
      for (const accept of excludingHeaders) {
        const answer = await sendRequest(strict.url + path, { method, headers: { ...headers, accept } });
        t.match(
          [answer.status, answer.headers['content-type']],
          [406, 'application/json'],
          `${method} ${path} ${accept}`,
        );
        t.same(answer.json(), body);
        t.match(answer.headers['x-mock-finding'], /not-acceptable: Accept "/);
      }
    }
    for (const accept of acceptedHeaders) {
      const answer = await sendRequest(strict.url + csv, { headers: { ...bearer(mine.token), ...withAccept(accept) } });
      t.equal(answer.status, 200, `${accept}`);
    }
    const bare = await sendRequest(`${strict.url}/nowhere/`, { headers: { accept: 'text/csv' } });
    t.equal(bare.status, 404, 'an unknown path ignores the Accept header');
  },
);

t.test(
  'E14: the query parameter format is reported as a finding for any value and does not change the answer',
  async (t) => {
    const mine = await mock.account();
    const plain = await mock.search(mine.token);
    for (const format of ['json', 'csv', 'api', '']) {
      await mine.clearRequests();
      t.equal((await mock.search(mine.token, `?format=${format}`)).text, plain.text, format);
      t.match(await mine.findings(), [
        { kind: 'unknown-parameter', clause: 'E14', message: /404 unless the value is json or empty/ },
      ]);
    }
    const refusal = await strict.search((await strict.account()).token, '?format=csv');
    t.match([refusal.status, refusal.json()], [400, { error: /^unknown parameter "format" is ignored, but / }]);
  },
);

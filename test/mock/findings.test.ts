import { connect } from 'node:net';
import t from 'tap';
import { recent } from '../../src/recent.ts';
import { steered } from '../support/steer.ts';

const mock = await steered(t, { people: 50 });

t.test(
  'a finding stands in the journal, among the findings of its account and in a header of the answer',
  async (t) => {
    const mine = await mock.account({ name: 'mine' });
    await mine.clock.set({ now: '2026-05-06T14:23:11Z', frozen: true });
    const plain = await mock.search(mine.token, '?limit=1');
    t.equal(plain.headers['x-mock-finding'], undefined);
    const answer = await mock.search(mine.token, '?limit=2&jobLevel=C%20Level&limit=3');
    t.equal(answer.status, 200);
    const found = [
      {
        kind: 'doubled-parameter',
        clause: 'E8',
        message: 'parameter limit is given 2 times and the last one counts: give it once',
      },
      {
        kind: 'unknown-parameter',
        clause: 'E8',
        message: 'unknown parameter "jobLevel" is ignored: did you mean job_level?',
      },
    ];
    t.equal(answer.headers['x-mock-finding'], found.map(({ kind, message }) => `${kind}: ${message}`).join('; '));
    t.equal(
      answer.headers['access-control-expose-headers'],
      'Content-Disposition, Retry-After, WWW-Authenticate, X-Mock-Finding',
    );
    const [first, second] = await mine.requests();
    t.same(first?.findings, []);
    t.same(second?.findings, found);
    const at = {
      request_id: second?.id,
      at: '2026-05-06T14:23:11.000Z',
      endpoint: 'search',
      path: '/external/search/',
    };
    t.same((await mock.steer('GET', '/accounts/mine/findings')).json(), {
      findings: found.map((each) => ({ ...at, ...each })),
      dropped: 0,
    });
    t.same(await mock.findings(), [], "another account's are its own");
    await mine.reset();
    t.same(await mine.findings(), []);
  },
);

t.test('what a client sends can neither break the header nor make it endless', async (t) => {
  const mine = await mock.account();
  const names = ['%0D%0AX-Evil:%201', '%E7%BE%8E', 'x'.repeat(5000), '%00', '%7F', 'a', 'b', 'c'];
  const answer = await mock.search(mine.token, `?${names.map((name) => `${name}=1`).join('&')}`);
  const header = String(answer.headers['x-mock-finding']);
  t.equal(answer.status, 200);
  t.equal(answer.headers['x-evil'], undefined);
  t.match(header, /^[ -~]{1,2000}$/);
  t.match(header, '"\\r\\nX-Evil: 1"');
  t.match(header, '"\\u7f8e"');
  t.match(header, /; and 3 more$/);
  t.equal((await mine.findings()).length, names.length);
  await mine.forget();
  await mock.search(mine.token, `?${Array.from({ length: 500 }, (_, index) => `n${index}`).join('&')}`);
  t.equal((await mine.findings()).length, 20, 'so many of one request at most');
});

t.test('what is remembered is bounded: what was set longest ago goes', async (t) => {
  const map = recent<string, number>(4);
  for (const [index, key] of ['a', 'b', 'a', 'c', 'd', 'e', 'f'].entries()) map.set(key, index);
  t.same(['a', 'b', 'c', 'd', 'e', 'f'].map(map.get), [undefined, undefined, undefined, 4, 5, 6]);
});

t.test('a call that breaks before it is answered has its findings in the journal', async (t) => {
  const mine = await mock.account();
  await mine.fail({ connection: 'reset', times: 1 });
  const socket = connect(Number(new URL(mock.url).port), '127.0.0.1').on('error', () => {});
  socket.write(`GET /external/search/?nope=1 HTTP/1.1\r\nHost: x\r\nAuthorization: Token ${mine.token}\r\n\r\n`);
  await new Promise((resolve) => socket.on('close', resolve));
  t.match(await mine.requests(), [{ status: null, findings: [{ kind: 'unknown-parameter' }] }]);
});

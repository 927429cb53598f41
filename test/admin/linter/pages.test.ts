import t from 'tap';
import { startAdminMock } from '../../support/admin-api.ts';
import { completedJobId } from '../../support/findings.ts';
import { matchList } from '../../support/match-list.ts';

const mock = await startAdminMock(t, { people: 50 });

t.test('page-past-end: a page after the last record or result is reported', async (t) => {
  const mine = await mock.account();
  await mock.results(mine.token, completedJobId, '?page=4');
  await mock.results(mine.token, completedJobId, '?page=3');
  await mock.search(mine.token, '?offset=50');
  await mock.search(mine.token, '?offset=49');
  await mock.search(mine.token, '?company_name=nobody-works-here');
  await mock.results(mine.token, completedJobId, '?page=99999999999999999999');
  matchList(t, await mine.findings(), [
    { kind: 'page-past-end', clause: 'R10', message: /^page 4 is past the end: the last page is 3$/ },
    { kind: 'page-past-end', clause: 'S7', message: /^offset 50 is past the end: the search has 50 results$/ },
    { kind: 'page-past-end', clause: 'R10' },
  ]);
});

t.test('repeating a page and ending a paging sequence early are not reported', async (t) => {
  const mine = await mock.account();
  for (const query of ['?limit=20', '?limit=20', '?limit=20&offset=20', '?limit=20&offset=20']) {
    await mock.search(mine.token, query);
    await mock.results(mine.token, completedJobId, query.includes('offset') ? '?page=2' : '');
  }
  t.same(await mine.findings(), []);
});

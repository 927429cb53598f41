import t from 'tap';
import { killAgainAndAgain } from './kill.ts';

t.test('--db: what was told to be done is there after a SIGKILL at any moment, and nothing is half done', async (t) => {
  // `npm run kill` does it 200 times.
  const { wrong, ...figures } = await killAgainAndAgain(t.testdir(), { kills: 4, clients: 6, seed: 2 });
  t.same(wrong, []);
  t.match(figures, { kills: 4, atStart: 1 });
  t.ok(figures.acknowledged > 0);
});

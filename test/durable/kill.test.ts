import t from 'tap';
import { killRepeatedly } from './kill-server.ts';

t.test(
  'with --db, all acknowledged changes are stored after a SIGKILL at any moment, and no change is incomplete',
  async (t) => {
    // `npm run kill` repeats it 200 times.
    const { wrong, ...figures } = await killRepeatedly(t.testdir(), { kills: 4, clients: 6, seed: 2 });
    t.same(wrong, []);
    t.match(figures, { kills: 4, atStart: 1 });
    t.ok(figures.acknowledged > 0);
  },
);

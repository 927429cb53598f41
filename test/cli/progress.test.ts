import t from 'tap';
import { run } from '../support/command.ts';

const onTerminal = ['--import', 'data:text/javascript,process.stderr.isTTY=true'];

t.test(
  'on a terminal, one line of stderr shows the progress of generating data and is removed at the end',
  async (t) => {
    // The line is written every 250 people. 2500 is a multiple of 250, and 2550 is not.
    for (const people of [2500, 2550]) {
      const args = ['prepare', '--people', String(people), '--cache', t.testdir()];
      const { code, stdout, stderr } = await run(args, {}, onTerminal).ended;
      t.match({ code, stdout }, { code: 0, stdout: '' });
      const [before, ...lines] = stderr.split('\r');
      t.equal(before, '');
      t.equal(lines.pop(), '\x1b[K', 'the line is removed');
      const percents = lines.map((line) => {
        const [, percent, total] = /^ecore-mock: (\d+) % of (\d+) people are generated$/.exec(line) ?? [];
        t.equal(Number(total), people, line);
        return Number(percent);
      });
      const counts = Array.from({ length: Math.ceil(people / 250) - 1 }, (_, index) => (index + 1) * 250);
      t.same(
        percents,
        counts.map((count) => Math.floor((100 * count) / people)),
      );
    }
  },
);

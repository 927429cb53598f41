import t from 'tap';
import { run } from '../support/command.ts';

const onTerminal = ['--import', 'data:text/javascript,process.stderr.isTTY=true'];

t.test('on a terminal, one line of stderr says how far data is made, and goes in the end', async (t) => {
  // The line is written every 250 people: one number ends with it, the other does not.
  for (const people of [2500, 2550]) {
    const args = ['prepare', '--people', String(people), '--cache', t.testdir()];
    const { code, stdout, stderr } = await run(args, {}, onTerminal).ended;
    t.match({ code, stdout }, { code: 0, stdout: '' });
    const [before, ...lines] = stderr.split('\r');
    t.equal(before, '');
    t.equal(lines.pop(), '\x1b[K', 'it goes once all are there');
    const percents = lines.map((line) => {
      const [, percent, total] = /^ecore-mock: (\d+) % of (\d+) people are generated$/.exec(line) ?? [];
      t.equal(Number(total), people, line);
      return Number(percent);
    });
    const expected = Array.from({ length: Math.ceil(people / 250) - 1 }, (_, index) => (index + 1) * 250);
    t.same(
      percents,
      expected.map((made) => Math.floor((100 * made) / people)),
    );
  }
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import t from 'tap';
import { tinyDataOptions, urlIn, watchOutput } from '../support/command.ts';
import { sendRequest } from '../support/http.ts';

const root = join(import.meta.dirname, '..', '..');

t.test('a signal to `npm start` ends the server, not npm alone', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // In a process group of its own, by which a server that outlives npm is found.
    const npm = spawn(
      'env',
      ['-u', 'NODE_OPTIONS', 'npm', 'start', '--silent', '--', '--port', '0', ...tinyDataOptions],
      {
        cwd: root,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const group = -(npm.pid as number);
    const left = (): boolean => {
      try {
        return process.kill(group, 0);
      } catch {
        return false;
      }
    };
    t.teardown(() => left() && process.kill(group, 'SIGKILL'));
    const url = urlIn(await watchOutput(npm).waitForOutput('stdout', /ready on \S+\n/));
    t.equal((await sendRequest(`${url}/livez`)).status, 200);
    npm.kill(signal);
    await once(npm, 'exit');
    await t.rejects(sendRequest(`${url}/livez`), { code: 'ECONNREFUSED' }, signal);
    t.notOk(left(), 'no process is left');
  }
});

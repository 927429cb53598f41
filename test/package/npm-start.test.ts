import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import t from 'tap';
import { tinyDataOptions, urlIn, watchOutput } from '../support/command.ts';
import { sendRequest } from '../support/http.ts';

const root = join(import.meta.dirname, '..', '..');

t.test('a signal to `npm start` ends the server too, not only npm', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // Start npm in its own process group, so that a server that outlives npm can be found.
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
    const isRunning = (): boolean => {
      try {
        return process.kill(group, 0);
      } catch {
        return false;
      }
    };
    t.teardown(() => isRunning() && process.kill(group, 'SIGKILL'));
    const url = urlIn(await watchOutput(npm).waitForOutput('stdout', /ready on \S+\n/));
    t.equal((await sendRequest(`${url}/livez`)).status, 200);
    npm.kill(signal);
    await once(npm, 'exit');
    await t.rejects(sendRequest(`${url}/livez`), { code: 'ECONNREFUSED' }, signal);
    t.notOk(isRunning(), 'no process of the group is running');
  }
});

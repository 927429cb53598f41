import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { createRandom } from '../../src/fixtures/generate/random.ts';
import { type Command, run, tinyDataOptions, urlIn } from '../support/command.ts';
import { sendRequest } from '../support/http.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type AccountClient, type Call, type Get, type ServerDependencies, tenant } from './tenant.ts';

/** What was done to a server, and what was found after. */
export type Figures = {
  kills: number;
  /** Kills while a new file was made. */
  atStart: number;
  acknowledged: number;
  /** Calls without an answer: how many of them had been done, and how many not. */
  unansweredDone: number;
  unansweredUndone: number;
  /** Where a state was another than what was acknowledged; empty when all is well. */
  wrong: string[];
};

/** A client that makes one call after the other. */
type Client = { tenant: AccountClient; world: ServerDependencies; pending: Call | undefined };

const begin = async (db: string): Promise<Command & { url: string }> => {
  const command = run(['--port', '0', ...tinyDataOptions, '--db', db]);
  return { ...command, url: urlIn(await command.waitForOutput('stdout', /ready on \S+\n/)) };
};

const kill = async ({ child, ended }: Command): Promise<void> => {
  child.kill('SIGKILL');
  await ended;
};

/** Turns of the event loop: a moment that a seed draws. */
const turns = async (count: number): Promise<void> => {
  for (let left = count; left > 0; left -= 1) await turn();
};

/** Does nothing for some microseconds, and lets nothing else be done here: the server goes on with the calls that it has. */
const spin = (microseconds: number): void => {
  const end = performance.now() + microseconds / 1000;
  while (performance.now() < end);
};

/** Whether the state is what was acknowledged, with the call that had no answer or without it. */
const settle = async (client: Client, get: Get, figures: Figures): Promise<void> => {
  const { world, pending, tenant } = client;
  const seen = await tenant.seen(get);
  const without = isDeepStrictEqual(seen, world);
  const possible = pending ? [world, pending.after(world)] : [world];
  const whole = seen.ledger.reduce((sum, [amount]) => sum + amount, 0) === seen.credits;
  if (!whole || !possible.some((each) => isDeepStrictEqual(seen, each))) {
    const call = pending ? ` and perhaps ${pending.method} ${pending.path}` : '';
    figures.wrong.push(
      `${tenant.name} is\n${JSON.stringify(seen)}\nwhere${call} was acknowledged\n${JSON.stringify(world)}`,
    );
  }
  if (pending) figures[without ? 'unansweredUndone' : 'unansweredDone'] += 1;
  client.world = seen;
  client.pending = undefined;
};

/**
 * Kills a server while clients use it, starts it again, and looks whether what they were told to be done is there, all
 * of it whole; again and again, at moments that the seed draws. Each sixth time a server is killed that makes a new file.
 * @param folder where to keep the files
 * @param say told of each kill
 */
export const killAgainAndAgain = async (
  folder: string,
  { kills, clients: count, seed, say }: { kills: number; clients: number; seed: number; say?: (line: string) => void },
): Promise<Figures> => {
  const random = createRandom('kill', seed);
  const figures: Figures = {
    kills: 0,
    atStart: 0,
    acknowledged: 0,
    unansweredDone: 0,
    unansweredUndone: 0,
    wrong: [],
  };
  const clients = Array.from({ length: count }, (_, number): Client => {
    const made = tenant(`t${number}`);
    return { tenant: made, world: made.nothing, pending: undefined };
  });
  const db = join(folder, 'state.db');

  /** Uses the server until so many calls were answered, and kills it a moment later. */
  const use = async (server: Command & { url: string }): Promise<void> => {
    let left = 1 + random.integerBelow(60);
    let killed = false;
    const over = Promise.withResolvers<void>();
    const calling = clients.map(async (client) => {
      while (!killed) {
        const call = client.tenant.next(client.world, random);
        client.pending = call;
        const { method, path, headers = {}, body } = call;
        const sent = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
        const answer = await sendRequest(server.url + path, sent).catch((error: Error) => error);
        if (answer instanceof Error) {
          if (!killed) throw answer;
          return;
        }
        if (answer.status !== call.status)
          throw new Error(`${call.method} ${call.path}: ${answer.status} ${answer.text}`);
        client.world = call.after(client.world);
        client.pending = undefined;
        figures.acknowledged += 1;
        left -= 1;
        if (left === 0) over.resolve();
      }
    });
    await Promise.race([over.promise, Promise.all(calling)]);
    spin(random.integerBelow(4000));
    killed = true;
    await kill(server);
    await Promise.all(calling);
  };

  /** Kills a server that makes a new file, at some moment of that: the next start makes it, or goes on with it. */
  const killAtStart = async (): Promise<void> => {
    const fresh = join(folder, 'fresh.db');
    for (const end of ['', '-wal', '-journal']) rmSync(fresh + end, { force: true });
    const command = run(['--port', '0', ...tinyDataOptions, '--db', fresh]);
    const moments = [
      () => existsSync(fresh),
      () => existsSync(`${fresh}-journal`),
      () => existsSync(fresh) && statSync(fresh).size > 0,
      () => existsSync(`${fresh}-wal`),
    ];
    // A moment may be over before it is seen; then it is killed when it is ready.
    let ready = false;
    let failed: Error | undefined;
    command.waitForOutput('stdout', /ready on/).then(
      () => {
        ready = true;
      },
      (error) => {
        failed = error;
      },
    );
    const moment = random.pick(moments);
    await waitUntil(() => ready || failed !== undefined || moment());
    if (failed) throw failed;
    await turns(random.integerBelow(100));
    await kill(command);
    const again = await begin(fresh);
    const { accounts } = (await sendRequest(`${again.url}/__mock/accounts`)).json();
    if (accounts.length !== 1 || accounts[0].name !== 'demo')
      figures.wrong.push(`a new file has ${JSON.stringify(accounts)}`);
    await kill(again);
    figures.atStart += 1;
  };

  let server = await begin(db);
  while (figures.kills < kills) {
    figures.kills += 1;
    if (figures.kills % 6 === 3) await killAtStart();
    else {
      await use(server);
      server = await begin(db);
      const { url } = server;
      for (const client of clients)
        await settle(client, (path, headers = {}) => sendRequest(url + path, { headers }), figures);
    }
    say?.(
      `${figures.kills} of ${kills} kills: ${figures.acknowledged} calls acknowledged, ${figures.wrong.length} wrong`,
    );
  }
  await kill(server);
  return figures;
};

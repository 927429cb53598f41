import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { createRandom } from '../../src/fixtures/generate/random.ts';
import { type Command, run, tinyDataOptions, urlIn } from '../support/command.ts';
import { sendRequest } from '../support/http.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type AccountState, type Call, createTestAccount, type Get, type TestAccount } from './test-account.ts';

/** How many kills and calls there were, and what was wrong afterwards. */
export type Figures = {
  kills: number;
  /** Kills while a new file was created. */
  atStart: number;
  acknowledged: number;
  /** Calls without an answer that the server had executed, and that it had not executed. */
  unansweredDone: number;
  unansweredUndone: number;
  /** Describes each state that differs from the acknowledged one. */
  wrong: string[];
};

/** A client that sends one call after the other. `state` is the acknowledged state. */
type Client = { account: TestAccount; state: AccountState; pending: Call | undefined };

const startServer = async (db: string): Promise<Command & { url: string }> => {
  const command = run(['--port', '0', ...tinyDataOptions, '--db', db]);
  return { ...command, url: urlIn(await command.waitForOutput('stdout', /ready on \S+\n/)) };
};

const kill = async ({ child, ended }: Command): Promise<void> => {
  child.kill('SIGKILL');
  await ended;
};

/** Waits for some turns of the event loop, so that a seed determines the moment of a kill. */
const waitTurns = async (count: number): Promise<void> => {
  for (let remaining = count; remaining > 0; remaining -= 1) await turn();
};

/** Blocks this process for some microseconds, while the server continues with the calls that it has. */
const block = (microseconds: number): void => {
  const end = performance.now() + microseconds / 1000;
  while (performance.now() < end);
};

/** Checks that the state is the acknowledged one, with or without the call that had no answer. */
const checkState = async (client: Client, get: Get, figures: Figures): Promise<void> => {
  const { state, pending, account } = client;
  const actual = await account.readState(get);
  const isUnchanged = isDeepStrictEqual(actual, state);
  const possible = pending ? [state, pending.after(state)] : [state];
  const isLedgerComplete = actual.ledger.reduce((sum, [amount]) => sum + amount, 0) === actual.credits;
  if (!isLedgerComplete || !possible.some((expected) => isDeepStrictEqual(actual, expected))) {
    const call = pending ? ` and perhaps ${pending.method} ${pending.path}` : '';
    figures.wrong.push(
      `${account.name} is\n${JSON.stringify(actual)}\nwhere${call} was acknowledged\n${JSON.stringify(state)}`,
    );
  }
  if (pending) figures[isUnchanged ? 'unansweredUndone' : 'unansweredDone'] += 1;
  client.state = actual;
  client.pending = undefined;
};

/**
 * Kills a server while clients use it, starts it again, and checks that all acknowledged changes are stored and none is
 * incomplete. It repeats this at moments that the seed determines. Every sixth kill hits a server that creates a new file.
 * @param folder the folder for the files
 * @param say called after each kill
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the steps of a kill share the figures and the running server.
export const killRepeatedly = async (
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
    const account = createTestAccount(`t${number}`);
    return { account, state: account.noAccount, pending: undefined };
  });
  const db = join(folder, 'state.db');

  /** Uses the server until a random number of calls is answered, and kills it shortly after. */
  const useAndKill = async (server: Command & { url: string }): Promise<void> => {
    let remainingCalls = 1 + random.integerBelow(60);
    let killed = false;
    const enough = Promise.withResolvers<void>();
    const calling = clients.map(async (client) => {
      while (!killed) {
        const call = client.account.chooseCall(client.state, random);
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
        client.state = call.after(client.state);
        client.pending = undefined;
        figures.acknowledged += 1;
        remainingCalls -= 1;
        if (remainingCalls === 0) enough.resolve();
      }
    });
    await Promise.race([enough.promise, Promise.all(calling)]);
    block(random.integerBelow(4000));
    killed = true;
    await kill(server);
    await Promise.all(calling);
  };

  /** Kills a server while it creates a new file. The next start must be able to create or use the file. */
  const killAtStart = async (): Promise<void> => {
    const newFile = join(folder, 'new.db');
    for (const end of ['', '-wal', '-journal']) rmSync(newFile + end, { force: true });
    const command = run(['--port', '0', ...tinyDataOptions, '--db', newFile]);
    const moments = [
      () => existsSync(newFile),
      () => existsSync(`${newFile}-journal`),
      () => existsSync(newFile) && statSync(newFile).size > 0,
      () => existsSync(`${newFile}-wal`),
    ];
    // A moment may pass unnoticed. The server is then killed when it is ready.
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
    await waitTurns(random.integerBelow(100));
    await kill(command);
    const restarted = await startServer(newFile);
    const { accounts } = (await sendRequest(`${restarted.url}/__mock/accounts`)).json();
    if (accounts.length !== 1 || accounts[0].name !== 'demo')
      figures.wrong.push(`a new file has ${JSON.stringify(accounts)}`);
    await kill(restarted);
    figures.atStart += 1;
  };

  let server = await startServer(db);
  while (figures.kills < kills) {
    figures.kills += 1;
    if (figures.kills % 6 === 3) await killAtStart();
    else {
      await useAndKill(server);
      server = await startServer(db);
      const { url } = server;
      for (const client of clients)
        await checkState(client, (path, headers = {}) => sendRequest(url + path, { headers }), figures);
    }
    say?.(
      `${figures.kills} of ${kills} kills: ${figures.acknowledged} calls acknowledged, ${figures.wrong.length} wrong`,
    );
  }
  await kill(server);
  return figures;
};

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { noNginx, startBalancer } from '../support/balancer.ts';
import { type Command, serve, tinyDataOptions } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';
import { type Answer, bearer, sendRequest, token } from '../support/http.ts';
import { waitUntil } from '../support/wait-until.ts';

type Replica = Command & { url: string; name: string; address: string };

const skip = noNginx;
const deployment = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'deployment.md'), 'utf8');

const startReplica = async (name: string, port = '0'): Promise<Replica> => {
  const command = await serve(t, [...tinyDataOptions, '--people', '20', '--replica', name, '--port', port]);
  return { ...command, name, address: new URL(command.url).host };
};

const replicas = await Promise.all((skip ? [] : ['a', 'b', 'c']).map((name) => startReplica(name)));
const addresses = replicas.map(({ address }) => address);
const url = skip ? '' : await startBalancer(t, addresses);

const tenantHeaders = (tenant: string): Record<string, string> => ({ 'x-mock-tenant': tenant });
const callAdmin = (tenant: string, method: string, path: string, body?: unknown, at = url): Promise<Answer> =>
  sendRequest(`${at}/__mock${path}`, {
    method,
    headers: tenantHeaders(tenant),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const search = (tenant: string): Promise<Answer> =>
  sendRequest(`${url}/external/search/?limit=20`, { headers: token(tenant) });
const unlockUrl = `${url}/external/unlock/`;
/** Gets the results of a job that does not exist: 404, or 401 for an unknown token. */
const getResults = (tenant: string): Promise<Answer> =>
  sendRequest(`${url}/enrichment/result/9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60/`, { headers: bearer(tenant) });
const createAccount = (tenant: string): Promise<Answer> =>
  callAdmin(tenant, 'POST', '/accounts', { name: tenant, token: tenant });

/** The name of the replica that answers a request with these headers. */
const getReplica = async (headers: Record<string, string>, at = url): Promise<string> =>
  (await sendRequest(`${at}/__mock`, { headers })).json().replica;

const createNames = (word: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${word}-${index}`);

/** Finds the name of an account whose token belongs to this replica. */
const findTenant = async (word: string, replica: string): Promise<string> => {
  for (const tenant of createNames(word, 1000))
    if ((await getReplica(tenantHeaders(tenant))) === replica) return tenant;
  throw new Error(`no token belongs to ${replica}`);
};

/** Counts the requests in the account's journal, on each replica that has the account. */
const countJournals = async (tenant: string, queriedReplicas = replicas): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { name, url } of queriedReplicas) {
    const answer = await callAdmin(tenant, 'GET', `/accounts/${tenant}/requests/count`, undefined, url);
    if (answer.status === 200) counts[name] = answer.json().count;
  }
  return counts;
};

t.test(
  'all calls with a token reach one replica, by Token, Bearer or X-Mock-Tenant, and every replica has accounts',
  { skip },
  async (t) => {
    const tokenCounts: Record<string, number> = {};
    for (const tenant of createNames('tenant', 90)) {
      const [ownReplica = '', ...others] = [
        await getReplica(token(tenant)),
        await getReplica(bearer(tenant)),
        await getReplica(tenantHeaders(tenant)),
        await getReplica({ ...bearer('admin'), ...tenantHeaders(tenant) }),
      ];
      t.same(others, [ownReplica, ownReplica, ownReplica], tenant);
      tokenCounts[ownReplica] = (tokenCounts[ownReplica] ?? 0) + 1;
    }
    t.same(Object.keys(tokenCounts).sort(), ['a', 'b', 'c']);
    for (const [name, count] of Object.entries(tokenCounts)) t.ok(count > 9, `${name}: ${count}`);
    const [first, ...more] = await Promise.all(createNames('', 10).map(() => getReplica({})));
    t.same(new Set(more), new Set([first]), 'calls without a token reach one replica, too');
  },
);

t.test('if a replica is removed, only its own tokens move', { skip }, async (t) => {
  const smaller = await startBalancer(t, addresses.slice(0, 2));
  for (const tenant of createNames('tenant', 60)) {
    const ownReplica = await getReplica(tenantHeaders(tenant));
    if (ownReplica !== 'c') t.equal(await getReplica(tenantHeaders(tenant), smaller), ownReplica, tenant);
  }
});

t.test('many accounts at once each have their own unlocks, credits, faults and journals', { skip }, async (t) => {
  const tenants = createNames('mine', 40);
  const made = await Promise.all(tenants.map(createAccount));
  t.same(new Set(made.map(({ status }) => status)), new Set([201]));

  const [{ uuid }] = (await search('mine-0')).json().results.slice(4);
  const unlock = (tenant: string): Promise<Answer> =>
    sendRequest(unlockUrl, {
      method: 'POST',
      headers: { ...token(tenant), 'content-type': 'application/json' },
      body: JSON.stringify({ uuids: [uuid], unlock_type: 'email' }),
    });
  await Promise.all(
    tenants.map(async (tenant, index) => {
      if (index % 2 === 0) t.equal((await unlock(tenant)).status, 200, tenant);
      if (index % 3 === 0) await callAdmin(tenant, 'POST', `/accounts/${tenant}/faults`, { status: 503, times: 1 });
    }),
  );
  const seen = await Promise.all(
    tenants.map(async (tenant) => {
      const { status } = await getResults(tenant);
      const found = (await search(tenant)).json().results.find((person: { uuid: string }) => person.uuid === uuid);
      const { balance } = (await callAdmin(tenant, 'GET', `/accounts/${tenant}/credits`)).json();
      return {
        status,
        unlocked: found.is_email_unlocked,
        balance,
        journals: Object.values(await countJournals(tenant)),
      };
    }),
  );
  for (const [index, each] of seen.entries()) {
    const unlocked = index % 2 === 0;
    const calls = (index === 0 ? 3 : 2) + Number(unlocked);
    const expected = {
      status: index % 3 === 0 ? 503 : 404,
      unlocked,
      balance: unlocked ? 499 : 500,
      journals: [calls],
    };
    t.same(each, expected, `mine-${index}`);
  }
});

t.test('docs/deployment.md: its commands control an account through the admin API', { skip }, async (t) => {
  const [, script = ''] = deployment.match(/^```sh\n(ACCOUNT=[\s\S]*?)```$/m) ?? [];
  const { status, stdout } = spawnSync('sh', ['-c', script.replaceAll('http://127.0.0.1:3267', url)], {
    encoding: 'utf8',
  });
  t.equal(status, 0);
  const [, tenant = ''] = script.match(/^ACCOUNT=(.*)$/m) ?? [];
  t.match(stdout, `"replica":"${await getReplica(token(tenant))}"`);
  t.equal((await search(tenant)).status, 503);
  t.equal((await search(tenant)).status, 200);
});

t.test(
  'a fault that breaks a connection breaks it once, at one replica, and for no other account',
  { skip },
  async (t) => {
    const ownReplica = await getReplica(tenantHeaders('broken'));
    const other = await findTenant('beside', ownReplica);
    for (const tenant of ['broken', other]) await createAccount(tenant);
    for (const connection of ['reset', 'empty', 'truncate']) {
      await callAdmin('broken', 'POST', '/accounts/broken/faults', { connection, times: 1 });
      await t.rejects(search('broken'), connection);
      t.equal(await getReplica(tenantHeaders(other)), ownReplica, 'nginx still uses the replica');
      t.equal((await search('broken')).status, 200);
    }
    t.same(await countJournals('broken'), { [ownReplica]: 6 });
    await callAdmin('broken', 'POST', '/accounts/broken/faults', { status: 502, body: { mine: true }, times: 1 });
    t.match(await search('broken'), { status: 502, text: '{"mine":true}' }, 'an answer is passed on as it is');
  },
);

t.test('if two replicas are lost, only calls with their tokens may get an error', { skip }, async (t) => {
  const nowhere = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const reduced = await startBalancer(t, [...addresses.slice(0, 1), ...nowhere]);
  const answers = await Promise.all(
    createNames('tenant', 30).map((each) => sendRequest(`${reduced}/__mock`, { headers: tenantHeaders(each) })),
  );
  const failed = answers.filter(({ status }) => status !== 200);
  t.ok(failed.length > 0 && failed.length < answers.length);
  for (const { status, text } of failed)
    t.match({ status, error: JSON.parse(text).error }, { status: 502, error: /can be reached/ });
});

/** Kills a replica while it handles calls of an account, and checks that the calls break and reach no other replica. */
const killUnderWay = async (t: Test, ownReplica: Replica, tenant: string): Promise<void> => {
  const others = replicas.filter((each) => each !== ownReplica);
  // The other replicas know the token as well, so their journals would show a call that reached them.
  for (const { url } of others) await callAdmin(tenant, 'POST', '/accounts', { name: tenant, token: tenant }, url);
  await callAdmin(tenant, 'POST', `/accounts/${tenant}/faults`, { delay_ms: 600_000 });
  const underWay = ['GET', 'POST'].map((method) => sendRequest(unlockUrl, { method, headers: token(tenant) }));
  const broken = underWay.map((call) => t.rejects(call, 'the connection breaks'));
  await waitUntil(async () => {
    const { faults } = (await callAdmin(tenant, 'GET', `/accounts/${tenant}/faults`, undefined, ownReplica.url)).json();
    return faults[0].fired === underWay.length;
  });
  ownReplica.child.kill('SIGKILL');
  await Promise.all([...broken, ownReplica.ended]);
  t.same(await countJournals(tenant, others), Object.fromEntries(others.map(({ name }) => [name, 0])));
};

t.test(
  'if a replica is lost, its accounts start with the initial state on other replicas, and other accounts do not change',
  { skip },
  async (t) => {
    const lost = await getReplica(token('demo-token'));
    const ownReplica = replicas.find(({ name }) => name === lost) as Replica;
    const credits = async (tenant: string, account = tenant): Promise<number> =>
      (await callAdmin(tenant, 'GET', `/accounts/${account}`)).json().credits;
    await callAdmin('demo-token', 'PATCH', '/accounts/demo', { credits: 7 });
    const [made, mover] = [await findTenant('made', lost), await findTenant('mover', lost)];
    const replicaByToken = new Map<string, string>();
    // There are enough tokens that both other replicas receive tokens of the lost replica, whatever the ports of this run are.
    for (const tenant of createNames('tenant', 90)) replicaByToken.set(tenant, await getReplica(tenantHeaders(tenant)));
    for (const tenant of [made, mover, ...replicaByToken.keys()]) await createAccount(tenant);
    for (const tenant of replicaByToken.keys()) await callAdmin(tenant, 'PATCH', `/accounts/${tenant}`, { credits: 3 });

    await killUnderWay(t, ownReplica, mover);
    const moved = new Set<string>();
    for (const [tenant, before] of replicaByToken) {
      const now = await getReplica(tenantHeaders(tenant));
      if (before === lost) {
        moved.add(now);
        t.equal((await getResults(tenant)).status, 401, 'the other replica does not know the token');
      } else t.same({ now, credits: await credits(tenant) }, { now: before, credits: 3 }, tenant);
    }
    t.same(
      moved,
      new Set(replicas.map(({ name }) => name).filter((name) => name !== lost)),
      'both other replicas receive tokens',
    );
    t.equal(await credits('demo-token', 'demo'), 0, 'a default account has its initial state');
    t.equal((await search('demo-token')).status, 200);

    const refuge = await getReplica(tenantHeaders(made));
    t.equal((await createAccount(made)).status, 201, 'another account can be created again');
    for (let time = 0; time < 3; time += 1) {
      t.equal((await search(made)).status, 200);
      await callAdmin(made, 'POST', `/accounts/${made}/faults`, { connection: 'reset', times: 1 });
      await t.rejects(search(made), 'the fault works on the new replica');
    }
    t.same(
      await countJournals(
        made,
        replicas.filter((each) => each !== ownReplica),
      ),
      { [refuge]: 6 },
    );

    await startReplica(lost, new URL(ownReplica.url).port);
    t.equal(await getReplica(token('demo-token')), lost, 'the tokens return to the replica when it is back');
    t.equal(await credits('demo-token', 'demo'), 0);
    t.equal((await search(made)).status, 401);
  },
);

t.test('the replicas get the host name of the request, so that they refuse a rebound name', { skip }, async (t) => {
  for (const [host, status] of [
    ['ecore-mock:3267', 200],
    ['ecore-mock.default.svc.cluster.local:3267', 200],
    ['rebound.example:3267', 403],
  ] as const) {
    t.equal((await sendRequest(`${url}/__mock`, { headers: { host } })).status, status, host);
  }
});

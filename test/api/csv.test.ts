import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import Papa from 'papaparse';
import t from 'tap';
import { nothingPersonal } from '../../src/db/repositories/personal-values.ts';
import { matchList } from '../support/match-list.ts';
import { fixtures, job, jobId, startTestServer } from '../support/test-server.ts';

/**
 * Starts a server whose only job has this many records of 1 KB. They are generated when they are read, and counted.
 * @param stored the number of records that can still be read; the others were deleted
 */
const serveGeneratedCsv = async (t: Parameters<typeof startTestServer>[0], total: number, stored = total) => {
  const { app, store } = await startTestServer(t, fixtures({ jobs: [job([{ a: 1 }])] }));
  let read = 0;
  const find = store.jobs.find;
  store.jobs.findForClient = (account, id, now) => {
    const storedJob = find(account, id, now);
    return storedJob && { ...storedJob, processed: total };
  };
  const line = `${'x'.repeat(1000)}\r\n`;
  store.jobs.csv = () => ({
    header: 'a\r\n',
    lines: (from, to) => {
      const rows = Math.min(to, stored) - from;
      read += rows;
      return { text: Buffer.from(line.repeat(rows)), rows, personal: nothingPersonal };
    },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(
    `GET /enrichment/result/${jobId}/?report_type=csv HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\n\r\n`,
  );
  /** Waits until no record has been read for many turns of the event loop. */
  const waitUntilIdle = async (): Promise<number> => {
    for (let quiet = 0, last = -1; quiet < 200; quiet = read === last ? quiet + 1 : 0) {
      last = read;
      await turn();
    }
    return read;
  };
  return { app, socket, waitUntilIdle, records: () => read };
};

t.test('R16: a CSV is read only as fast as the client receives it', async (t) => {
  const { socket, waitUntilIdle, records, app } = await serveGeneratedCsv(t, 10_000_000);
  await once(socket, 'readable');
  const before = await waitUntilIdle();
  t.ok(before > 0 && before < 100_000, `${before} of 10,000,000 records read for a client that does not`);
  for await (const _chunk of socket) if (records() > before) break;
  t.pass('the download continues when the client reads on');
  await app.close();
});

t.test('R16: if a client closes its connection, the server stops reading and frees the connection', async (t) => {
  const { socket, waitUntilIdle, app } = await serveGeneratedCsv(t, 10_000_000);
  await once(socket, 'readable');
  socket.destroy();
  const after = await waitUntilIdle();
  while ((await new Promise<number>((resolve) => app.server.getConnections((_, count) => resolve(count)))) > 0)
    await turn();
  t.equal(await waitUntilIdle(), after);
  t.ok(after < 100_000);
});

t.test('a download is incomplete and has no last chunk if its records are deleted during the download', async (t) => {
  const { socket } = await serveGeneratedCsv(t, 1000, 400);
  const isWhole = (text: string): boolean => text.endsWith('\r\n0\r\n\r\n');
  let text = '';
  for await (const part of socket.setEncoding('latin1')) {
    text += part;
    if (isWhole(text)) break;
  }
  t.match(text, /^HTTP\/1\.1 200 OK\r\n(?:.+\r\n)*transfer-encoding: chunked\r\n/i);
  t.notOk(isWhole(text), 'the last chunk is missing');
});

t.test('R16: a number that JSON cannot represent is null in JSON and empty in CSV', async (t) => {
  const { csv, json } = await startTestServer(
    t,
    fixtures({ jobs: [job([{ a: Number.POSITIVE_INFINITY, b: 1e21, c: -0 }])] }),
  );
  matchList(t, JSON.parse(await json()).data, [{ a: null, b: 1e21, c: 0 }]);
  t.equal(await csv(), 'a,b,c\r\n,1e+21,0\r\n');
});

t.test('R14: the columns are the fields of all rows, not only of the first row', async (t) => {
  const records = [
    { b: 1, importedx: 1, UUID: 1 },
    { a: 1 },
    { imported_z: 1, b: 2 },
    { contact_email: 'x', c: 3 },
    { company_name: 'y' },
  ];
  const { csv } = await startTestServer(t, fixtures({ jobs: [job(records)] }));
  t.same(Papa.parse(await csv()).data[0], [
    'imported_z',
    'company_name',
    'contact_email',
    'b',
    'importedx',
    'UUID',
    'a',
    'c',
  ]);
});

t.test(
  'R14, R16: records with many different fields are read a few at a time, with the columns of all records',
  async (t) => {
    const names = Array.from({ length: 400 }, (_, index) =>
      index % 3 === 0 ? `imported_${String((index * 7) % 400).padStart(3, '0')}` : `f${index}`,
    );
    const records = names.map((name, index) => ({ [name]: index, both: `${index}` }));
    const { csv, store } = await startTestServer(t, fixtures({ jobs: [job(records)] }));
    const imported = names.filter((name) => name.startsWith('imported_')).sort();
    const [first, ...rest] = names.filter((name) => name.startsWith('f'));
    // The only field that the first record has alone is an imported field.
    const columns = [...imported, 'both', first, ...rest];
    t.same(Papa.parse(await csv(), { newline: '\r\n' }).data.slice(0, -1), [
      columns,
      ...names.map((name, index) => columns.map((column) => (column === name || column === 'both' ? `${index}` : ''))),
    ]);
    const storedJob = store.jobs.find('a', jobId, 0);
    const { rows } = storedJob ? store.jobs.csv(storedJob).lines(0, 200) : { rows: 0 };
    t.ok(rows > 0 && rows < 20, `${rows} of 200 rows with ${columns.length} columns at once`);
  },
);

t.test('R14, R17: the columns of a paused job are the fields of its finished rows', async (t) => {
  const records = [{ a: 1 }, { b: 1 }, { c: 1 }];
  const { csv } = await startTestServer(t, fixtures({ jobs: [job(records, { status: 'Paused', processed: 2 })] }));
  t.equal(await csv(), 'a,b\r\n1,\r\n,1\r\n');
});

t.test('R15: the canonical columns can be changed by fixtures', async (t) => {
  const columns = { account: ['z'], contact: ['y', 'imported_a', 'uuid'] };
  const { csv } = await startTestServer(
    t,
    fixtures({ columns, jobs: [job([{ a: 1, imported_a: 2, y: 3, z: 4, uuid: 5 }])] }),
  );
  t.equal(await csv(), 'imported_a,z,y,a\r\n2,4,3,1\r\n');
});

t.test('R14: columns are sorted by code point, not by UTF-16 code unit', async (t) => {
  const { csv } = await startTestServer(
    t,
    fixtures({ jobs: [job([{ 'imported_\u{1F600}': 1, 'imported_\uFF5E': 2 }])] }),
  );
  t.equal(await csv(), 'imported_\uFF5E,imported_\u{1F600}\r\n2,1\r\n');
});

t.test('R16: a row with a single empty value is not an empty line', async (t) => {
  const { csv } = await startTestServer(t, fixtures({ jobs: [job([{ a: null }, { a: 'x' }, {}])] }));
  t.equal(await csv(), 'a\r\n""\r\nx\r\n""\r\n');
});

t.test('E3: HEAD of a CSV reads no records', async (t) => {
  const { app, store } = await startTestServer(t, fixtures({ jobs: [job([{ a: 1 }])] }));
  const { csv } = store.jobs;
  store.jobs.csv = (job) => ({
    ...csv(job),
    lines: () => {
      throw new Error('read');
    },
  });
  const headers = { authorization: 'Bearer a' };
  const head = await app.inject({ method: 'HEAD', url: `/enrichment/result/${jobId}/?report_type=csv`, headers });
  t.equal(head.statusCode, 200);
});

t.test(
  'R16: the cell of a missing field is empty, even if each JavaScript object has a property of this name',
  async (t) => {
    const records: Record<string, unknown>[] = [{ toString: 'x', constructor: 'y', valueOf: 'z' }, { a: 1 }];
    const { csv } = await startTestServer(t, fixtures({ jobs: [job(records)] }));
    t.equal(await csv(), 'toString,constructor,valueOf,a\r\nx,y,z,\r\n,,,1\r\n');
  },
);

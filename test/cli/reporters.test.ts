import t from 'tap';
import { reporters, writeReport } from '../../src/cli/reporters/write-report.ts';
import type { Report, ReportedCheck } from '../../src/conformance/check-report.ts';

const awkward = 'a | b <c> & "d" # \'e\' \\ \u0000 ]]> *f*\nnext';
const passed: ReportedCheck = { id: 'R9', title: 'holds', basis: ['D'], outcome: 'passed' };
const report: Report = {
  title: awkward,
  checks: [
    passed,
    { id: 'R1', title: awkward, basis: ['D', 'P'], outcome: 'failed', detail: awkward },
    { id: 'E2', title: 'differs', basis: ['I'], outcome: 'drift', detail: awkward },
    { id: 'E6', title: 'not checked', basis: ['P'], outcome: 'skipped', detail: awkward },
    { id: 'search', title: 'without a basis', basis: [], outcome: 'passed' },
  ],
};

t.test('json: every check has the same keys', async (t) => {
  const { title, summary, checks } = JSON.parse(reporters.json(report));
  t.equal(title, awkward);
  t.strictSame(summary, { passed: 2, failed: 1, drift: 1, skipped: 1 });
  t.strictSame(checks[0], { id: 'R9', title: 'holds', basis: ['D'], outcome: 'passed', detail: null });
  t.strictSame(checks[1], { id: 'R1', title: awkward, basis: ['D', 'P'], outcome: 'failed', detail: awkward });
  for (const check of checks) t.same(Object.keys(check), ['id', 'title', 'basis', 'outcome', 'detail']);
});

/** The elements of an XML document with their attributes. @throws Error if the document is not well-formed */
const parseElements = (xml: string): { name: string; attributes: Record<string, string> }[] => {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  const unescapeXml = (text: string): string =>
    text.replace(/&(?:#(\d+)|(\w+));/g, (_, code, name) =>
      code ? String.fromCharCode(Number(code)) : (entities[name] ?? ''),
    );
  const open: string[] = [];
  const found: { name: string; attributes: Record<string, string> }[] = [];
  const value = '"((?:[^"<&\\u0000-\\u001f]|&(?:amp|lt|gt|quot|apos|#\\d+);)*)"';
  const tag = new RegExp(`\\s*<(/?)(\\w+)((?: \\w+=${value})*)(/?)>\\s*`, 'y');
  let position = xml.indexOf('?>') + 2;
  while (position < xml.length) {
    tag.lastIndex = position;
    const match = tag.exec(xml);
    if (!match) throw new Error(`not well-formed at ${JSON.stringify(xml.slice(position, position + 80))}`);
    const [, end, name = '', attributes = '', , single] = match;
    position = tag.lastIndex;
    if (end) {
      if (open.pop() !== name) throw new Error(`</${name}> ends another element`);
      continue;
    }
    const pairs = [...attributes.matchAll(new RegExp(` (\\w+)=${value}`, 'g'))];
    found.push({ name, attributes: Object.fromEntries(pairs.map(([, key, text = '']) => [key, unescapeXml(text)])) });
    if (!single) open.push(name);
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)}> has no end`);
  return found;
};

t.test('junit: well-formed XML with every outcome and detail', async (t) => {
  const xml = reporters.junit(report);
  t.match(xml, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites /);
  const all = parseElements(xml);
  const readable = awkward.replace('\u0000', '\ufffd');
  t.match(all[0], { name: 'testsuites', attributes: { tests: '5', failures: '1', errors: '0', skipped: '2' } });
  t.match(all[1], { name: 'testsuite', attributes: { name: readable, tests: '5' } });
  t.same(
    all.slice(2).map(({ name, attributes }) => [name, attributes.name ?? attributes.message]),
    [
      ['testcase', 'R9 (D) holds'],
      ['testcase', `R1 (D, P) ${readable}`],
      ['failure', readable],
      ['testcase', 'E2 (I) differs'],
      ['skipped', `drift: ${readable}`],
      ['testcase', 'E6 (P) not checked'],
      ['skipped', readable],
      ['testcase', 'search without a basis'],
    ],
  );
});

t.test('tap: a version, a plan and a line for each check, with drift as TODO', async (t) => {
  const lines = reporters.tap(report).split('\n');
  const line = 'a | b <c> & "d" \\# \'e\' \\\\ \u0000 ]]> *f* next';
  t.strictSame(lines, [
    'TAP version 14',
    `# ${line}`,
    '1..5',
    'ok 1 - R9 (D) holds',
    `not ok 2 - R1 (D, P) ${line}`,
    '  ---',
    `  message: ${JSON.stringify(awkward)}`,
    '  ...',
    `not ok 3 - E2 (I) differs # TODO drift: ${line}`,
    `ok 4 - E6 (P) not checked # SKIP ${line}`,
    'ok 5 - search without a basis',
    '# 2 passed, 1 failed, 1 drift, 1 skipped',
    '',
  ]);
});

t.test('markdown: a row for each check, in which nothing ends a cell', async (t) => {
  const text = reporters.markdown(report);
  const cell = 'a \\| b &lt;c> &amp; "d" # \'e\' \\\\ \u0000 \\]\\]> \\*f\\* next';
  t.strictSame(text.split('\n'), [
    `# ${cell}`,
    '',
    '2 passed, 1 failed, 1 drift, 1 skipped.',
    '',
    '| id | basis | outcome | check | detail |',
    '|---|---|---|---|---|',
    '| R9 | D | passed | holds |  |',
    `| R1 | D, P | failed | ${cell} | ${cell} |`,
    `| E2 | I | drift | differs | ${cell} |`,
    `| E6 | P | skipped | not checked | ${cell} |`,
    '| search |  | passed | without a basis |  |',
    '',
  ]);
});

t.test('markdown: text in a cell is never read as markup', (t) => {
  const text = reporters.markdown({ title: '*T*', checks: [{ ...passed, title: 'a `b` *c* _d_ [e](f) ~g~ <i>' }] });
  t.match(text, /^# \\\*T\\\*\n/);
  t.match(text, '| a \\`b\\` \\*c\\* \\_d\\_ \\[e\\](f) \\~g\\~ &lt;i> |');
  t.end();
});

t.test("a file that can't be written is an error that names it", (t) => {
  const folder = t.testdir();
  const write = (): void => writeReport(report, 'json', folder);
  t.throws(write, { exitCode: 1, message: new RegExp(`^--output ${folder} can't be written: EISDIR`) });
  t.end();
});

t.test('pretty: a line for each check, with its detail below', async (t) => {
  const lines = [
    'T',
    '',
    '  ✓ R9  holds',
    `  ✗ R1  ${awkward} (failed, documented, platform)`,
    `        ${awkward}`,
    '  ~ E2  differs (drift, inferred)',
    `        ${awkward}`,
    '  - E6  not checked (skipped, platform)',
    `        ${awkward}`,
    '  ✓ search without a basis',
    '',
    '2 passed, 1 failed, 1 drift, 1 skipped',
    '',
  ];
  t.equal(reporters.pretty({ ...report, title: 'T' }), lines.join('\n'));
  t.equal(reporters.people, reporters.pretty, 'the former name still works');
});

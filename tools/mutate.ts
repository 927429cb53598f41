// `npm run mutate [-- MINUTES [FILE …]]`: makes one mistake after the other in src/api, in a copy of the tree, and runs the
// tests of the file. A mistake that no test sees is printed. By hand, since Stryker runs neither tap nor stripped types.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const everywhere = 'contract/everywhere';
const results = 'contract/enrichment-results';
/** The tests of a file, those first that see most of it. clauses.ts and schemas.ts are data. */
const tests: Record<string, string[]> = {
  'methods.ts': [everywhere, results],
  'cors.ts': [everywhere],
  'auth.ts': [
    everywhere,
    'contract/failures-and-quotas',
    results,
    'contract/enrichment-status',
    'contract/enrichment-control',
    'contract/unlock',
    'mock/faults',
    'mock/mock-api',
    'serve',
  ],
  'errors.ts': [
    everywhere,
    'contract/limits',
    'contract/failures-and-quotas',
    'contract/enrichment-control',
    'mock/faults',
    'serve',
  ],
  'parameters.ts': [
    everywhere,
    results,
    'contract/search',
    'contract/enrichment-control',
    'mock/mock-api',
    'mock/findings/call',
    'mock/coverage',
  ],
  'enrichment-results.ts': [results, 'api/csv', 'mock/findings/pages', 'mock/credits', everywhere],
  'search.ts': ['contract/search', everywhere, 'mock/findings/pages', 'mock/credits'],
  'csv.ts': ['api/csv', results, 'mock/large-jobs', 'mock/state'],
  'unlock.ts': ['contract/unlock'],
  'enrichment-control.ts': ['contract/enrichment-control', 'mock/coverage'],
  'emulated-api.ts': [
    everywhere,
    results,
    'contract/search',
    'contract/unlock',
    'contract/enrichment-control',
    'contract/limits',
    'mock/findings/call',
    'mock/requests',
  ],
  'endpoints.ts': [everywhere, results, 'mock/requests', 'mock/coverage'],
  'send-bytes.ts': ['contract/search', everywhere, results],
  'serializers.ts': [everywhere, 'contract/enrichment-status', 'contract/unlock', 'openapi'],
  'openapi-parts.ts': ['openapi', 'client/client', 'mock/openapi', 'prism'],
  'openapi.ts': ['openapi', 'client/client'],
  'operation.ts': ['openapi', 'prism', 'client/client'],
  'enrichment-status.ts': ['contract/enrichment-status', everywhere, 'mock/findings/waiting', 'mock/coverage'],
};
const patience = 60_000;

type Mutant = { line: number; from: string; to: string; text: string };

const swaps: [RegExp, string][] = [
  [/===/g, '!=='],
  [/!==/g, '==='],
  [/&&/g, '||'],
  [/\|\|/g, '&&'],
  [/\?\?/g, '&&'],
  [/ < /g, ' <= '],
  [/ > /g, ' >= '],
  [/ <= /g, ' < '],
  [/ >= /g, ' > '],
  [/ - /g, ' + '],
  [/ \+ /g, ' - '],
  [/ \* /g, ' / '],
  [/\btrue\b/g, 'false'],
  [/\bfalse\b/g, 'true'],
  [/!(?=[\w(])/g, ''],
  [/\b\d+\b/g, '7'],
  [/'[^']+'/g, "''"],
  [/(?<=\bif )\((?:[^()]|\([^()]*\))*\)/g, '(true)'],
  [/(?<=\bif )\((?:[^()]|\([^()]*\))*\)/g, '(false)'],
  [/^\s+(?!return|const|let|throw|type|export|if|for|else)[\w.]+(?:\(.*\)| [+|&?]*= .*);$/g, ''],
  [/\.(?:header|code|type|filter|toLowerCase|sort)\((?:[^()]|\([^()]*\))*\)/g, ''],
];

/** Whether each line is code that runs, and not text, types or a schema that is only described. */
const isCode = (lines: readonly string[]): boolean[] => {
  let inside: RegExp | undefined;
  return lines.map((line) => {
    if (inside?.test(line)) {
      inside = undefined;
      return false;
    }
    if (inside) return false;
    if (
      /^(?:const (?:schema|oneJob|allJobs) = |export const \w+: Operation = |declare module|(?:export )?type .*\{$|import \{$)/.test(
        line,
      )
    ) {
      if (!/[;}]$/.test(line)) inside = /^\}/;
      return false;
    }
    return !/^\s*(?:\/\*\*|\*|\/\/|import |type |export type |declare )/.test(line);
  });
};

/** Every text of a file with one mistake. */
const mutantsOf = (text: string): Mutant[] => {
  const lines = text.split('\n');
  const code = isCode(lines);
  return lines.flatMap((line, index) =>
    code[index]
      ? swaps.flatMap(([pattern, to]) =>
          [...line.matchAll(pattern)].map((match) => {
            const changed = line.slice(0, match.index) + to + line.slice(match.index + match[0].length);
            return {
              line: index + 1,
              from: match[0].trim(),
              to,
              text: [...lines.slice(0, index), changed, ...lines.slice(index + 1)].join('\n'),
            };
          }),
        )
      : [],
  );
};

const copy = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mutate-'));
  for (const name of ['src', 'test', 'fixtures', 'docs', 'package.json', 'redocly.yaml'])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, '.tap'));
  return folder;
};

/** Whether a test file passes, and no answer was other than documented; it stops at the first failure. */
const passes = (folder: string, test: string): Promise<boolean> =>
  new Promise((resolve) => {
    const args = ['--import', './test/support/valid-answers.ts', join('test', `${test}.test.ts`)];
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { ...process.env, TAP_BAIL: '1' },
      stdio: 'ignore',
      detached: true,
    });
    const end = (): void => {
      try {
        process.kill(-(child.pid as number), 'SIGKILL');
      } catch {
        // None is left.
      }
    };
    const late = setTimeout(end, patience);
    child.on('close', (code) => {
      clearTimeout(late);
      // A test that stops at once leaves the servers that it has started.
      end();
      const invalid = join(folder, '.tap', 'answers', 'invalid');
      resolve(code === 0 && !existsSync(invalid));
      rmSync(invalid, { force: true });
    });
  });

const survives = async (folder: string, all: readonly string[]): Promise<boolean> => {
  for (const test of all) if (!(await passes(folder, test))) return false;
  return true;
};

const [minutes = '30', ...asked] = process.argv.slice(2);
const files = asked.length > 0 ? asked : Object.keys(tests);
const until = performance.now() + Number(minutes) * 60_000;
const folder = copy();
let unseen = 0;
try {
  for (const file of files) {
    const place = join(folder, 'src', 'api', file);
    const text = readFileSync(place, 'utf8');
    const own = tests[file];
    if (!own) throw new Error(`no tests are known of ${file}: it takes ${Object.keys(tests).join(', ')}`);
    if (!(await survives(folder, own))) throw new Error(`the tests of ${file} fail before anything is changed`);
    const mutants = mutantsOf(text);
    let tried = 0;
    let survived = 0;
    for (const mutant of mutants) {
      if (performance.now() > until) break;
      tried += 1;
      writeFileSync(place, mutant.text);
      if (!(await survives(folder, own))) continue;
      survived += 1;
      process.stdout.write(`src/api/${file}:${mutant.line}: ${mutant.from} → ${mutant.to || 'nothing'}\n`);
    }
    writeFileSync(place, text);
    unseen += survived;
    process.stdout.write(`${file}: ${tried} of ${mutants.length} mistakes tried, ${survived} not seen\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.stdout.write(`${unseen} mistakes that no test sees\n`);

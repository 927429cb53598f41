import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import t from 'tap';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const documents = globSync(['*.md', 'docs/**/*.md', 'bench/*.md'], { cwd: root }).sort();

/** The anchors that GitHub gives to the headings of a document. */
const readAnchors = (path: string): string[] =>
  [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

t.test('documents: every relative link leads to a file, and its anchor to a heading', async (t) => {
  for (const document of documents) {
    for (const [link, path = '', anchor] of read(document).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
      const target = path === '' ? document : join(dirname(document), path);
      t.ok(existsSync(join(root, target)), `${document}: ${link} leads to a file`);
      if (anchor !== undefined && existsSync(join(root, target)))
        t.ok(readAnchors(target).includes(anchor), `${document}: ${link} leads to a heading`);
    }
  }
});

t.test('documents for contributors: every file and folder that they name exists', async (t) => {
  const guides = documents.filter((path) => /^(CONTRIBUTING|AGENTS|docs\/(glossary|decisions\/.*))\.md$/.test(path));
  t.ok(guides.length > 1);
  for (const guide of guides) {
    for (const [, path = ''] of read(guide).matchAll(/`((?:src|test|tools|bench|docker|docs|fixtures)\/[\w./*-]*)`/g))
      t.ok(globSync(path, { cwd: root }).length > 0, `${guide}: ${path}`);
  }
});

t.test('decisions: the README lists each page with its title, and each page has its three parts', async (t) => {
  const readme = read('docs/decisions/README.md');
  const pages = globSync('docs/decisions/[0-9]*.md', { cwd: root }).sort();
  t.ok(pages.length > 0);
  for (const path of pages) {
    const [, number, title] = /^# (\d{4}): (.+)$/m.exec(read(path)) ?? [];
    t.ok(readme.includes(`| [${number}](${basename(path)}) | ${title} |`), `${path} is listed`);
    t.ok(basename(path).startsWith(`${number}-`), `${path} has its number`);
    const headings = [...read(path).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    t.same(headings, ['Context', 'Decision', 'Consequences'], path);
    t.ok(read(path).split('\n').length <= 45, `${path} is short`);
  }
});

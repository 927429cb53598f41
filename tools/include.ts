// Puts into a document the files that it shows: below a line `<!-- file: ci/gitlab-ci.yml -->` stands that file, whole.
import { readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const languages: Record<string, string> = {
  '.java': 'java',
  '.mjs': 'js',
  '.py': 'python',
  '.yaml': 'yaml',
  '.yml': 'yaml',
};

/**
 * The document with each block below such a line made anew.
 * @param folder what the paths start from
 * @throws where there is no such file
 */
export const include = (document: string, folder: string): string =>
  document.replace(/^(<!-- file: (\S+) -->\n\n)```.*\n[\s\S]*?^```$/gm, (_block, line: string, path: string) => {
    const text = readFileSync(join(folder, path), 'utf8');
    return `${line}\`\`\`${languages[extname(path)] ?? ''}\n${text}\`\`\``;
  });

/** The documents that show files, from the root. */
export const documents = ['docs/ci.md'];

if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  for (const path of documents) {
    const file = join(root, path);
    writeFileSync(file, include(readFileSync(file, 'utf8'), join(file, '..')));
  }
}

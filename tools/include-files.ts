// `npm run include` copies files into the documents that show them: the block below a line
// `<!-- file: ci/gitlab-ci.yml -->` is the whole file.
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
 * Replaces each block below such a line with the current text of the file.
 * @param folder the folder that the paths are relative to
 * @throws if a file does not exist
 */
export const includeFiles = (document: string, folder: string): string =>
  document.replace(/^(<!-- file: (\S+) -->\n\n)```.*\n[\s\S]*?^```$/gm, (_block, line: string, path: string) => {
    const text = readFileSync(join(folder, path), 'utf8');
    return `${line}\`\`\`${languages[extname(path)] ?? ''}\n${text}\`\`\``;
  });

/** The documents that show files, as paths from the root of the project. */
export const documents = ['docs/ci.md'];

if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  for (const path of documents) {
    const file = join(root, path);
    writeFileSync(file, includeFiles(readFileSync(file, 'utf8'), join(file, '..')));
  }
}

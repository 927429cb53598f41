import { spawnSync } from 'node:child_process';
import { type BrowserContext, chromium } from 'playwright-core';
import type { Test } from 'tap';

const executablePath = spawnSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).stdout.trim();

/** Why no test can use a browser; false if there is one. */
export const noChromium: string | false = executablePath === '' ? 'there is no chromium' : false;

/**
 * Starts Chromium, which is closed when the test ends.
 * @param names host names that lead to 127.0.0.1
 */
export const browse = async (t: Test, names: readonly string[] = []): Promise<BrowserContext> => {
  const rules = names.map((name) => `MAP ${name} 127.0.0.1`).join(',');
  // Chromium has no sandbox for root, and every page here is the test's own.
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', `--host-resolver-rules=${rules}`],
  });
  t.teardown(() => browser.close());
  const context = await browser.newContext();
  // A busy machine may be slow; the test's own limit ends what never comes.
  context.setDefaultTimeout(0);
  return context;
};

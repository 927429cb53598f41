import { spawnSync } from 'node:child_process';
import { type BrowserContext, chromium } from 'playwright-core';
import type { Test } from 'tap';

const executablePath = spawnSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).stdout.trim();

/** The reason to skip a test that needs a browser, or false. */
export const noChromium: string | false = executablePath === '' ? 'Chromium is not on this machine' : false;

/**
 * Starts Chromium. It is closed when the test ends.
 * @param names host names that Chromium resolves to 127.0.0.1
 */
export const openBrowser = async (t: Test, names: readonly string[] = []): Promise<BrowserContext> => {
  const rules = names.map((name) => `MAP ${name} 127.0.0.1`).join(',');
  // Chromium does not run as root with its sandbox. Every page is a page of the test.
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', `--host-resolver-rules=${rules}`],
  });
  t.teardown(() => browser.close());
  const context = await browser.newContext();
  // A busy machine may be slow. The timeout of the test file ends a page that never answers.
  context.setDefaultTimeout(0);
  return context;
};

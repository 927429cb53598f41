import { tally } from '../report/report.ts';
import { writeReport } from '../report/write.ts';
import type { CheckSettings } from './command.ts';
import { paced, sender } from './http.ts';
import { runChecks } from './suite.ts';

/**
 * Asks the server, writes the report, and gives whether nothing failed.
 * @throws StartError where it can't be asked, or the report not be written
 */
export const check = async (settings: CheckSettings, stop: AbortSignal): Promise<boolean> => {
  const target = {
    base: settings['base-url'].replace(/\/+$/, ''),
    tokens: { search: settings.token, enrichment: settings['bearer-token'] ?? settings.token },
    jobs: {
      completed: settings['completed-job'],
      paused: settings['paused-job'],
      pending: settings['pending-job'],
      empty: settings['empty-job'],
      foreign: settings['foreign-job'],
    },
  };
  const send = paced(sender(settings.timeout, stop), settings.rate, stop);
  const report = await runChecks(send, target, settings.strict);
  writeReport(report, settings.reporter, settings.output);
  return tally(report).failed === 0;
};

import { paced, sender } from '../../conformance/http.ts';
import { tally } from '../../conformance/report.ts';
import { runChecks } from '../../conformance/suite.ts';
import { writeReport } from '../reporters/write-report.ts';
import type { CheckSettings } from './check.ts';

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

import { writeFileSync } from 'node:fs';
import { type Report, summary } from '../../conformance/report.ts';
import { StartError } from '../../lib/start-error.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import { peopleReport } from './pretty.ts';
import { tapReport } from './tap.ts';

/** How a report can be written, by the names that `--reporter` takes. */
export const reporters = {
  people: peopleReport,
  tap: tapReport,
  junit: junitReport,
  json: jsonReport,
  markdown: markdownReport,
} as const satisfies Record<string, (report: Report) => string>;
type ReporterName = keyof typeof reporters;

/**
 * Writes the report to a file, with its summary on stdout, or else the report to stdout.
 * @throws StartError for a file that can't be written
 */
export const writeReport = (report: Report, reporter: ReporterName, output: string | undefined): void => {
  const text = reporters[reporter](report);
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(output, text);
  } catch (error) {
    throw new StartError(`--output ${output} can't be written: ${(error as Error).message}`);
  }
  process.stdout.write(`${summary(report)}; see ${output}\n`);
};

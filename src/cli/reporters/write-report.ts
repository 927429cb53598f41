import { writeFileSync } from 'node:fs';
import { type Report, summarize } from '../../conformance/check-report.ts';
import { StartError } from '../../lib/start-error.ts';
import { formatJsonReport } from './json.ts';
import { formatJunitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import { formatPrettyReport } from './pretty.ts';
import { formatTapReport } from './tap.ts';

/** The report formats by the names that `--reporter` takes. */
export const reporters = {
  pretty: formatPrettyReport,
  tap: formatTapReport,
  junit: formatJunitReport,
  json: formatJsonReport,
  markdown: markdownReport,
  // The former name of `pretty`.
  people: formatPrettyReport,
} as const satisfies Record<string, (report: Report) => string>;
type ReporterName = keyof typeof reporters;

/**
 * Writes the report to stdout or, with `output`, to that file and its summary to stdout.
 * @throws StartError if the file can't be written
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
    throw new StartError(`--output ${output} can't be written: ${(error as Error).message}; choose another file`);
  }
  process.stdout.write(`${summarize(report)}; see ${output}\n`);
};

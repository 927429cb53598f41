import { type Static, Type } from '@sinclair/typebox';
import type { CoverageView } from '../../admin/schemas/response-bodies.ts';
import type { Report, ReportedCheck } from '../../conformance/check-report.ts';
import { clauseOf } from '../../domain/clauses.ts';
import type { Command } from '../../lib/command-options.ts';
import { isPlaceOfFile } from '../../lib/paths.ts';
import { StartError } from '../../lib/start-error.ts';
import { createTokenOption } from '../../server/token-option.ts';
import { output, reporter } from '../reporters/report-options.ts';
import { writeReport } from '../reporters/write-report.ts';

export const CoverageSettings = Type.Object({
  url: Type.String({
    minLength: 1,
    placeholder: 'URL',
    takes: 'the URL of a mock, such as http://127.0.0.1:3267',
    description: 'the mock whose coverage is asked for',
  }),
  min: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 100, placeholder: 'N', description: 'least percentage that will do' }),
  ),
  reporter,
  output,
  'admin-token': Type.Optional(createTokenOption('bearer token that the mock asks for')),
});

export type CoverageSettings = Static<typeof CoverageSettings>;

/** `ecore-mock coverage`. */
export const coverageCommand: Command<typeof CoverageSettings> = {
  schema: CoverageSettings,
  prefix: 'ECORE_COVERAGE_',
  name: 'coverage',
  purpose: 'Prints what of the contract the clients of a mock have met since it was started, and what not.',
  exitCodes: '0 printed, 1 below --min, wrong options, or no mock there.',
  furtherChecks: { url: (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), output: isPlaceOfFile },
};

const isCoverage = (value: unknown): value is CoverageView =>
  typeof value === 'object' && value !== null && 'percent' in value && 'clauses' in value;

/** Asks a mock. @throws StartError where there is none, or it does not let us */
const ask = async ({ url, 'admin-token': token }: CoverageSettings): Promise<CoverageView> => {
  const at = `${url.replace(/\/+$/, '')}/__mock/coverage`;
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(at, { headers, signal: AbortSignal.timeout(10_000) }).catch((error: Error) => {
    const { message } = (error.cause as Error | undefined) ?? error;
    throw new StartError(`${at} can't be reached: ${message}; start the mock, or give another --url`);
  });
  if (answer.status === 401) throw new StartError(`${at} asks for its admin token; give it as --admin-token`);
  const coverage: unknown = await answer.json().catch(() => undefined);
  if (answer.ok && isCoverage(coverage)) return coverage;
  throw new StartError(`${at} is no mock that tells its coverage (${answer.status}); give another --url`);
};

const checkOf = (id: string, title: string, met: number, more: Partial<ReportedCheck> = {}): ReportedCheck => ({
  id,
  title,
  basis: [],
  outcome: met > 0 ? 'passed' : 'skipped',
  ...(met === 0 && { detail: 'not met' }),
  ...more,
});

/** The coverage as a report: what was met has passed, what was not is skipped, and less than the least has failed. */
export const coverageReport = (coverage: CoverageView, min?: number): Report => {
  const { percent, met, of } = coverage;
  const least: ReportedCheck[] =
    min === undefined
      ? []
      : [
          checkOf(
            'min',
            `at least ${min} %`,
            1,
            percent < min ? { outcome: 'failed', detail: `it is ${percent} %` } : {},
          ),
        ];
  return {
    title: `Coverage of the contract: ${percent} %, ${met} of ${of}`,
    checks: [
      ...least,
      ...coverage.endpoints.map((each) => checkOf('endpoint', each.endpoint, each.met)),
      ...coverage.parameters.map(({ endpoint, name, given, met: times }) =>
        checkOf('parameter', `${endpoint} ${name}`, times, {
          ...(times === 0 && given > 0 && { detail: 'given with its default value alone' }),
        }),
      ),
      ...coverage.statuses.map(({ endpoint, status, met: times }) => checkOf('status', `${endpoint} ${status}`, times)),
      ...coverage.job_states.map((each) => checkOf('state', each.state, each.met)),
      ...coverage.clauses.map(({ id, basis, met: times }) => checkOf(id, clauseOf(id).text, times, { basis })),
    ],
  };
};

/**
 * Prints the coverage of a mock.
 * @throws StartError for less than the least, and where there is no mock to ask
 */
export const printCoverage = async (settings: CoverageSettings): Promise<void> => {
  const { min, reporter, output } = settings;
  const coverage = await ask(settings);
  writeReport(coverageReport(coverage, min), reporter, output);
  if (min !== undefined && coverage.percent < min) {
    throw new StartError(`the coverage is ${coverage.percent} %, below --min ${min}`);
  }
};

import { type Static, Type } from '@sinclair/typebox';
import type { CoverageView } from '../../admin/schemas/response-bodies.ts';
import type { Report, ReportedCheck } from '../../conformance/check-report.ts';
import { getClause } from '../../domain/clauses.ts';
import type { Command } from '../../lib/command-options.ts';
import { sendHttpRequest } from '../../lib/http-request.ts';
import { isObject } from '../../lib/is-object.ts';
import { isFilePath } from '../../lib/paths.ts';
import { StartError } from '../../lib/start-error.ts';
import { createTokenOption } from '../../server/token-option.ts';
import { output, reporter } from '../reporters/report-options.ts';
import { writeReport } from '../reporters/write-report.ts';

const timeoutMs = 10_000;

const CoverageOptions = Type.Object({
  url: Type.String({
    minLength: 1,
    placeholder: 'URL',
    takes: 'the URL of a mock, such as http://127.0.0.1:3267',
    description: 'URL of the running mock',
  }),
  min: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 100,
      placeholder: 'N',
      description: 'fail if the coverage is below N percent',
    }),
  ),
  reporter,
  output,
  'admin-token': Type.Optional(createTokenOption('bearer token of the admin API, if the mock requires one')),
});

type CoverageOptions = Static<typeof CoverageOptions>;

/** `ecore-mock coverage`. */
export const coverageCommand: Command<typeof CoverageOptions> = {
  schema: CoverageOptions,
  prefix: 'ECORE_COVERAGE_',
  name: 'coverage',
  purpose: 'Prints which parts of the contract the clients of a running mock have covered, and which they have not.',
  exitCodes: '0 printed, 1 coverage below --min, wrong options, or the mock could not be reached.',
  furtherChecks: { url: (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), output: isFilePath },
};

const parseCoverage = (text: string): CoverageView | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && 'percent' in value && 'clauses' in value ? (value as CoverageView) : undefined;
  } catch {
    return undefined;
  }
};

/** @throws StartError if the mock can't be reached, refuses the request, or is something else than a mock */
const fetchCoverage = async ({ url: base, 'admin-token': token }: CoverageOptions): Promise<CoverageView> => {
  const url = `${base.replace(/\/+$/, '')}/__mock/coverage`;
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const { status, text } = await sendHttpRequest(url, { headers, timeoutMs }).catch(({ message }: Error) => {
    throw new StartError(`${url} can't be reached: ${message}; start the mock, or choose another --url`);
  });
  if (status === 401) throw new StartError(`${url} requires an admin token; set --admin-token`);
  const coverage = status === 200 ? parseCoverage(text) : undefined;
  if (coverage) return coverage;
  throw new StartError(`${url} answered ${status} without coverage data, so it is not a mock; choose another --url`);
};

/** @param count how often clients have covered this part of the contract */
const createCoveredCheck = (
  id: string,
  title: string,
  count: number,
  more: Partial<ReportedCheck> = {},
): ReportedCheck => ({
  id,
  title,
  basis: [],
  outcome: count > 0 ? 'passed' : 'skipped',
  ...(count === 0 && { detail: 'not covered' }),
  ...more,
});

const createMinimumCheck = (percent: number, min: number): ReportedCheck => ({
  id: 'min',
  title: `at least ${min} %`,
  basis: [],
  ...(percent < min ? { outcome: 'failed', detail: `it is ${percent} %` } : { outcome: 'passed' }),
});

/** The coverage as a report. A covered part has passed, another part is skipped, and only `min` can fail. */
export const toCoverageReport = (coverage: CoverageView, min?: number): Report => {
  const { percent, met, of } = coverage;
  return {
    title: `Coverage of the contract: ${percent} %, ${met} of ${of}`,
    checks: [
      ...(min === undefined ? [] : [createMinimumCheck(percent, min)]),
      ...coverage.endpoints.map(({ endpoint, met }) => createCoveredCheck('endpoint', endpoint, met)),
      ...coverage.parameters.map(({ endpoint, name, given, met }) =>
        createCoveredCheck('parameter', `${endpoint} ${name}`, met, {
          ...(met === 0 && given > 0 && { detail: 'sent only with its default value' }),
        }),
      ),
      ...coverage.statuses.map(({ endpoint, status, met }) =>
        createCoveredCheck('status', `${endpoint} ${status}`, met),
      ),
      ...coverage.job_states.map(({ state, met }) => createCoveredCheck('state', state, met)),
      ...coverage.clauses.map(({ id, basis, met }) => createCoveredCheck(id, getClause(id).text, met, { basis })),
    ],
  };
};

/**
 * Prints the coverage of a mock.
 * @throws StartError if the coverage is below `min` or can't be fetched
 */
export const printCoverage = async (options: CoverageOptions): Promise<void> => {
  const { min, reporter, output } = options;
  const coverage = await fetchCoverage(options);
  writeReport(toCoverageReport(coverage, min), reporter, output);
  if (min !== undefined && coverage.percent < min) {
    throw new StartError(`the coverage is ${coverage.percent} %, below --min ${min}`);
  }
};

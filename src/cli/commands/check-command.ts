import { type Static, Type } from '@sinclair/typebox';
import type { Target } from '../../conformance/api-client.ts';
import { countOutcomes } from '../../conformance/check-report.ts';
import { createHttpSender, limitRate } from '../../conformance/http-sender.ts';
import { runChecks } from '../../conformance/run-checks.ts';
import type { Command } from '../../lib/command-options.ts';
import { isFilePath } from '../../lib/paths.ts';
import { createTokenOption } from '../../server/token-option.ts';
import { output, reporter } from '../reporters/report-options.ts';
import { writeReport } from '../reporters/write-report.ts';

const createJobOption = (description: string) =>
  Type.Optional(
    Type.String({
      pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
      placeholder: 'JOB_ID',
      takes: "a job's UUID",
      description: `${description}; the checks that need it are skipped without it`,
    }),
  );

export const CheckOptions = Type.Object({
  'base-url': Type.String({
    pattern: '^https?://',
    placeholder: 'URL',
    takes: 'an http or https URL without user, query and fragment, to which the documented paths are appended',
    description: 'base URL of the API, such as https://test.ecoreservice.com/backend/api/v1',
  }),
  token: createTokenOption('API token of the account to use'),
  'bearer-token': Type.Optional(
    createTokenOption('token for the enrichment endpoints, if they need another one (default: --token)'),
  ),
  'completed-job': createJobOption('a completed job of the account, with records'),
  'paused-job': createJobOption('a paused job of the account, with finished records'),
  'pending-job': createJobOption('a queued, in-progress or failed job of the account'),
  'empty-job': createJobOption('a completed or paused job of the account with no results stored'),
  'foreign-job': createJobOption('a job of another account'),
  rate: Type.Integer({
    minimum: 1,
    maximum: 100_000,
    default: 5,
    placeholder: 'N',
    description: 'maximum number of requests per second',
  }),
  timeout: Type.Integer({
    minimum: 1,
    maximum: 600_000,
    default: 30_000,
    placeholder: 'MS',
    description: 'maximum time for one response, in milliseconds',
  }),
  strict: Type.Boolean({ default: false, description: 'treat drift as a failure' }),
  reporter,
  output,
});

export type CheckOptions = Static<typeof CheckOptions>;

const isBaseUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '' && !/[?#]/.test(text);
};

/** `ecore-mock check`. */
export const checkCommand: Command<typeof CheckOptions> = {
  schema: CheckOptions,
  prefix: 'ECORE_CHECK_',
  name: 'check',
  purpose:
    'Checks a server against the contract, clause by clause: this mock or the real API. It sends only requests that change\n' +
    'nothing. A mismatch with a documented clause is a failure; a mismatch with an inferred clause is drift.',
  exitCodes: '0 no failure, 1 failures (with --strict also drift), wrong options, or the check could not be completed.',
  furtherChecks: { 'base-url': isBaseUrl, output: isFilePath },
};

const toTarget = (options: CheckOptions): Target => ({
  baseUrl: options['base-url'].replace(/\/+$/, ''),
  tokens: { search: options.token, enrichment: options['bearer-token'] ?? options.token },
  jobs: {
    completed: options['completed-job'],
    paused: options['paused-job'],
    pending: options['pending-job'],
    empty: options['empty-job'],
    foreign: options['foreign-job'],
  },
});

/**
 * Checks the server, writes the report, and returns whether nothing failed.
 * @throws StartError if the check can't be completed or the report can't be written
 */
export const check = async (options: CheckOptions, stop: AbortSignal): Promise<boolean> => {
  const send = limitRate(createHttpSender(options.timeout, stop), options.rate, stop);
  const report = await runChecks(send, toTarget(options), options.strict);
  writeReport(report, options.reporter, options.output);
  return countOutcomes(report).failed === 0;
};

import { type Static, Type } from '@sinclair/typebox';
import type { Command } from '../../lib/command-options.ts';
import { isPlaceOfFile } from '../../lib/paths.ts';
import { createTokenOption } from '../../server/token-option.ts';
import { output, reporter } from '../reporters/report-options.ts';

const job = (what: string) =>
  Type.Optional(
    Type.String({
      pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
      placeholder: 'JOB_ID',
      takes: "a job's UUID",
      description: `${what}; without it, what needs one is skipped`,
    }),
  );

/** Every setting of the check. */
export const CheckSchema = Type.Object({
  'base-url': Type.String({
    pattern: '^https?://',
    placeholder: 'URL',
    takes: 'an http or https URL without user, query and fragment, to which the documented paths are appended',
    description: 'where the API answers, such as https://test.ecoreservice.com/backend/api/v1',
  }),
  token: createTokenOption('API token of the account to ask as'),
  'bearer-token': Type.Optional(
    createTokenOption('token for the enrichment endpoints, where it is another (default: --token)'),
  ),
  'completed-job': job("a completed job of the account's, with records"),
  'paused-job': job("a paused job of the account's, with records done"),
  'pending-job': job("a queued, in-progress or failed job of the account's"),
  'empty-job': job("a completed or paused job of the account's with no results stored"),
  'foreign-job': job("a job of another account's"),
  rate: Type.Integer({
    minimum: 1,
    maximum: 100_000,
    default: 5,
    placeholder: 'N',
    description: 'most requests a second',
  }),
  timeout: Type.Integer({
    minimum: 1,
    maximum: 600_000,
    default: 30_000,
    placeholder: 'MS',
    description: 'milliseconds that one answer may take',
  }),
  strict: Type.Boolean({ default: false, description: 'fail for drift too' }),
  reporter,
  output,
});

export type CheckSettings = Static<typeof CheckSchema>;

const isBase = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '' && !/[?#]/.test(text);
};

/** `ecore-mock check`. */
export const checkCommand: Command<typeof CheckSchema> = {
  schema: CheckSchema,
  prefix: 'ECORE_CHECK_',
  name: 'check',
  purpose:
    'Asks a server, this one or the real one, whether it holds to the contract, clause by clause. It only reads.\n' +
    'A documented clause that does not hold fails; an inferred one that differs is drift.',
  exitCodes: '0 all documented clauses hold, 1 some do not (with --strict: or some drift), or it could not be asked.',
  furtherChecks: { 'base-url': isBase, output: isPlaceOfFile },
};

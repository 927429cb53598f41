import type { FaultRow } from '../../db/repositories/fault-repository.ts';
import { AdminError } from '../admin-errors.ts';
import { maxFaultBytes } from '../admin-limits.ts';
import type { FaultBody, FaultChange } from '../schemas/request-bodies.ts';
import type { FaultView } from '../schemas/response-bodies.ts';
import { isWithoutAnswer } from './broken-connections.ts';

/** Headers that say how a body is sent. A fault can't set them, since they follow from the body. */
const framingHeaders = ['connection', 'content-length', 'keep-alive', 'trailer', 'transfer-encoding', 'upgrade'];

/** The statuses that have a Retry-After (E6, E13). */
const retryStatuses: readonly unknown[] = [429, 503];

/** Converts a row of the table of faults to the view that the admin API sends. */
export const toFaultView = ({ id, definition, seen, fired }: FaultRow): FaultView => ({
  id,
  enabled: true,
  ...(JSON.parse(definition) as FaultBody),
  seen,
  fired,
});

/** Finds a header that a fault sets, by its name in lower case. */
export const findFaultHeader = (
  { headers = {} }: FaultBody,
  lowerCaseName: string,
): [name: string, value: string] | undefined =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === lowerCaseName);

/** Whether a fault says how a call ends. Other faults only delay it. */
export const endsCall = ({ status, body, headers, connection }: FaultBody): boolean =>
  [status, body, headers, connection].some((field) => field !== undefined);

const checkHeaders = (fault: FaultBody): void => {
  for (const name of Object.keys(fault.headers ?? {})) {
    if (framingHeaders.includes(name.toLowerCase())) {
      throw new AdminError(
        `expected no header that describes the transfer of the body; found ${name}`,
        `/headers/${name}`,
      );
    }
  }
  const { status, retry_after } = fault;
  if (retry_after === undefined) return;
  if (!retryStatuses.includes(status)) {
    throw new AdminError(`expected status 429 or 503 with retry_after; found ${status ?? 'no status'}`, '/retry_after');
  }
  const [name, value] = findFaultHeader(fault, 'retry-after') ?? [];
  if (name !== undefined && value !== String(retry_after)) {
    const expected = `expected ${retry_after}, the value of retry_after, or no such header`;
    throw new AdminError(`${expected}; found ${value}`, `/headers/${name}`);
  }
};

/** @throws AdminError if fields of a fault contradict each other */
const checkFault = (fault: FaultBody): void => {
  checkHeaders(fault);
  const { delay_ms: delay, connection } = fault;
  if (typeof delay === 'object' && delay.min > delay.max) {
    throw new AdminError(`expected a min of at most ${delay.max}; found ${delay.min}`, '/delay_ms/min');
  }
  for (const key of ['status', 'body', 'headers'] as const) {
    if (isWithoutAnswer(connection) && fault[key] !== undefined) {
      throw new AdminError(`expected no ${key}: connection ${connection} ends without an answer`, `/${key}`);
    }
  }
  if (!endsCall(fault) && delay === undefined) {
    throw new AdminError('expected a status, body, headers, delay_ms or connection, or the fault does nothing', '');
  }
};

/** Checks a fault and returns the JSON that is stored for it. @throws AdminError for a fault that is not possible */
export const toFaultDefinition = (fault: FaultBody): string => {
  checkFault(fault);
  const definition = JSON.stringify(fault);
  const bytes = Buffer.byteLength(definition);
  if (bytes > maxFaultBytes) {
    throw new AdminError(
      `expected a fault of at most ${maxFaultBytes} bytes of JSON; found ${bytes}: shorten its body`,
      '',
    );
  }
  return definition;
};

/** Applies a change to a fault: null removes a field, except `body`, which may be null itself. */
export const applyFaultChange = (fault: FaultBody, change: FaultChange): FaultBody => {
  const fields = Object.entries({ ...fault, ...change });
  return Object.fromEntries(fields.filter(([name, value]) => value !== null || name === 'body'));
};

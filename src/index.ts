import { outdatedNode } from './cli/node-version.js';
import type { Mock } from './client/mock-client.ts';
import type { MockOptions } from './client/mock-options.ts';

export type {
  AccountBody,
  AccountChange,
  ClockBody,
  FaultBody,
  FaultChange,
  JobBody,
  JobChange,
  PeopleBody,
} from './admin/schemas/request-bodies.ts';
export type {
  AccountView,
  ClockView,
  CoverageView,
  CreditsView,
  Disclosure,
  FaultView,
  Finding,
  JobView,
  JournalEntry,
  MockView,
  RequestFinding,
} from './admin/schemas/response-bodies.ts';
export type { AccountClient } from './client/account-client.ts';
export type { FaultMethods, RequestsFilter } from './client/account-method-types.ts';
export type { Faulty, Tenant } from './client/deprecated-methods.ts';
export type { FindingKind } from './domain/finding-kinds.ts';
export type { Mock, MockOptions };

/**
 * Starts a mock in this process, on its own port.
 * @throws Error if Node is too old, if the fixtures folder does not exist or has errors (the message lists each), or if
 * the port is in use; TypeError for an unknown option or a value of the wrong type; RangeError for a number out of range
 */
export const startMock = async (options: MockOptions = {}): Promise<Mock> => {
  const outdated = outdatedNode();
  if (outdated !== undefined) throw new Error(`startMock: ${outdated}`);
  // Import late: static imports are loaded before the first line of this file runs, and native code would crash an old Node.
  const { startServerInProcess } = await import('./client/start-mock.ts');
  return startServerInProcess(options);
};

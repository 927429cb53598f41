import { outdatedNode } from './cli/node-version.js';
import type { Mock, MockOptions } from './client/start-mock.ts';

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
} from './admin/schemas/views.ts';
export type { Faulty, RequestsFilter, Tenant } from './client/account-client.ts';
export type { FindingKind } from './domain/finding-kinds.ts';
export type { Mock, MockOptions };

/**
 * Starts a mock in this process, on a port of its own.
 * @throws Error for a Node that is too old; TypeError for an unknown option or a value of another kind; RangeError for a
 * number out of range; Error for a fixtures folder that is not there or has faults, each of them told, and for a port that
 * is in use
 */
export const startMock = async (options: MockOptions = {}): Promise<Mock> => {
  const outdated = outdatedNode();
  if (outdated !== undefined) throw new Error(`startMock: ${outdated}`);
  // Imported only now: what it imports is evaluated, and in a bundle loaded, before any line of this file.
  const { openMock } = await import('./client/start-mock.ts');
  return openMock(options);
};

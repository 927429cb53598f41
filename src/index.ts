import { outdatedNode } from './node-version.js';
import type { Mock, MockOptions } from './start-mock.ts';

export type { FindingKind } from './finding-kinds.ts';
export type {
  AccountBody,
  AccountChange,
  ClockBody,
  FaultBody,
  FaultChange,
  JobBody,
  JobChange,
  PeopleBody,
} from './mock/bodies.ts';
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
} from './mock/views.ts';
export type { Faulty, RequestsFilter, Tenant } from './tenant.ts';
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
  const { openMock } = await import('./start-mock.ts');
  return openMock(options);
};

// The names that methods had before they were renamed. They are kept for one version, then this file is deleted.
import type { AccountMethods, FaultMethods } from './account-method-types.ts';

export type DeprecatedFaultMethods = {
  /** @deprecated Use `injectFault`. */
  fail: FaultMethods['injectFault'];
  /** @deprecated Use `clearFaults`. */
  heal: FaultMethods['clearFaults'];
  /** @deprecated Use `updateFault`. */
  changeFault: FaultMethods['updateFault'];
};

export type DeprecatedAccountMethods = DeprecatedFaultMethods & {
  /** @deprecated Use `get`. */
  view: AccountMethods['get'];
  /** @deprecated Use `createJob`. */
  job: AccountMethods['createJob'];
  /** @deprecated Use `getJob`. */
  findJob: AccountMethods['getJob'];
  /** @deprecated Use `updateJob`. */
  changeJob: AccountMethods['updateJob'];
  /** @deprecated Use `setPeople`. */
  people: AccountMethods['setPeople'];
  /** @deprecated Use `useSharedPeople`. */
  sharedPeople: AccountMethods['useSharedPeople'];
  /** @deprecated Use `countRequests`. */
  count: AccountMethods['countRequests'];
  /** @deprecated Use `clearRequests`. */
  forget: AccountMethods['clearRequests'];
  /** @deprecated Use `update`. */
  change: AccountMethods['update'];
};

export type DeprecatedMockMethods = {
  /** @deprecated Use `deleteSnapshot`. */
  forgetSnapshot: (name: string) => Promise<void>;
  /** @deprecated Use `clearCoverage`. */
  forgetCoverage: () => Promise<void>;
};

/** @deprecated Use `FaultMethods`. */
export type Faulty = FaultMethods & DeprecatedFaultMethods;

/** @deprecated Use `AccountClient`. */
export type Tenant = AccountMethods & DeprecatedAccountMethods;

/** Adds the deprecated names of the methods for faults. */
export const addDeprecatedFaultMethods = <Methods extends FaultMethods>(
  methods: Methods,
): Methods & DeprecatedFaultMethods => ({
  ...methods,
  fail: methods.injectFault,
  heal: methods.clearFaults,
  changeFault: methods.updateFault,
});

/** Adds the deprecated names of the methods of an account. */
export const addDeprecatedAccountMethods = (methods: AccountMethods): AccountMethods & DeprecatedAccountMethods => ({
  ...addDeprecatedFaultMethods(methods),
  view: methods.get,
  job: methods.createJob,
  findJob: methods.getJob,
  changeJob: methods.updateJob,
  people: methods.setPeople,
  sharedPeople: methods.useSharedPeople,
  count: methods.countRequests,
  forget: methods.clearRequests,
  change: methods.update,
});

/** Adds the deprecated names of the methods of a mock that concern no single account. */
export const addDeprecatedMockMethods = <
  Methods extends { deleteSnapshot: (name: string) => Promise<void>; clearCoverage: () => Promise<void> },
>(
  methods: Methods,
): Methods & DeprecatedMockMethods => ({
  ...methods,
  forgetSnapshot: methods.deleteSnapshot,
  forgetCoverage: methods.clearCoverage,
});

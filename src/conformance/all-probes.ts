import { clauseIds } from '../domain/clauses.ts';
import type { Probe, SkippedProbe } from './probe.ts';
import { allEndpointsProbes } from './probes/all-endpoints-probes.ts';
import { controlAndUnlockProbes } from './probes/control-and-unlock-probes.ts';
import { csvProbes } from './probes/csv-probes.ts';
import { filterProbes } from './probes/filter-probes.ts';
import { recordProbes } from './probes/record-probes.ts';
import { resultsProbes } from './probes/results-probes.ts';
import { searchProbes } from './probes/search-probes.ts';
import { statusProbes } from './probes/status-probes.ts';

/** All probes in the order of the clauses. */
export const allProbes: readonly (Probe | SkippedProbe)[] = [
  ...allEndpointsProbes,
  ...resultsProbes,
  ...recordProbes,
  ...csvProbes,
  ...filterProbes,
  ...searchProbes,
  ...statusProbes,
  ...controlAndUnlockProbes,
].sort((a, b) => clauseIds.indexOf(a.clause) - clauseIds.indexOf(b.clause));

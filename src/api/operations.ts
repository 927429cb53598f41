import type { Operation } from './openapi/describe-operation.ts';
import { controlEnrichment } from './routes/enrichment-control.ts';
import { getEnrichmentResults } from './routes/enrichment-results.ts';
import { getEnrichmentStatus, listEnrichmentStatus } from './routes/enrichment-status.ts';
import { searchRecords } from './routes/search.ts';
import { unlockRecords } from './routes/unlock.ts';

/** Every documented operation, in the order of the vendor's pages. */
export const operations: readonly Operation[] = [
  getEnrichmentResults,
  searchRecords,
  getEnrichmentStatus,
  listEnrichmentStatus,
  controlEnrichment,
  unlockRecords,
];

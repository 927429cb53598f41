import type { EnrichmentStatus } from './record-outcome.ts';

/** C4: the credits that a row costs. The charge for a row that is not enriched is reversed (R22, R23). */
export const getRowCost = (status: EnrichmentStatus): number => (status === 'not_enriched' ? 0 : 1);

/** C4: the credits that resuming a job costs: one for each record that is not done yet. */
export const getResumeCost = ({ size, processed }: { size: number; processed: number }): number => size - processed;

/** What is unlocked of a person (U2). */
type UnlockType = 'email' | 'phone';

/** U3: the credits that unlocking a person costs. A phone costs more than an email if the person has a phone. */
export const getUnlockCost = (type: UnlockType, hasPhone: boolean): number => (type === 'phone' && hasPhone ? 5 : 1);

import { StartError } from '../start-error.ts';

/** A database file that can't be used. The message names the file and says what to do. */
export class StoreError extends StartError {}

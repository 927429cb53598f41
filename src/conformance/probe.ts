import type { Basis, ClauseId } from '../domain/clauses.ts';
import type { Api, JobName } from './api.ts';

/** Something that a clause says and that a server can be asked. */
export type Probe = {
  clause: ClauseId;
  /** On what this part of the clause stands. */
  basis: readonly Basis[];
  title: string;
  /** The jobs without which it can't be asked. */
  needs?: readonly JobName[];
  /** @throws Unlike where it does not hold, Unaskable where the data gives nothing to ask with */
  holds: (api: Api) => Promise<void>;
};

/** Something that a clause says and that is never asked. */
export type NotAsked = {
  clause: ClauseId;
  /** Where it is a part of the clause alone. */
  basis?: readonly Basis[];
  title: string;
  /** Why not. */
  skipped: string;
};

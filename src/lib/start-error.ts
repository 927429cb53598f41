/** Why the command can't do what it was asked: the message says it to the caller, with what to do about it. */
export class StartError extends Error {
  /** What the command exits with. */
  readonly exitCode: number = 1;
}

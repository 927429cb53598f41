/** An error that stops a command. Its message tells the user what is wrong and how to correct it. */
export class StartError extends Error {
  /** The exit code of the command. */
  readonly exitCode: number = 1;
}

export { type ProgramResult as Finished, runProgram as finished, startProgram as start } from './child-process.ts';

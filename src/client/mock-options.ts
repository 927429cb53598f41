import { isFolder } from '../lib/paths.ts';
import { ServerOptionsSchema } from '../server/server-options.ts';

/** The options of `startMock()`. All are optional. */
export type MockOptions = {
  /** Random seed for generated data. Default: 1. */
  seed?: number;
  /** Number of people in Search, including the people of the fixtures. Default: 10,000. */
  people?: number;
  /** Path of a folder with your own fixtures, which replace the default data. */
  fixtures?: string;
  /** Path of the folder for prepared data. Default: ecore-mock in the user's cache folder. */
  cache?: string;
  /** Port to listen on. Default: 0, which picks a free port. */
  port?: number;
  /** Whether plain mistakes of the client are answered with 400 or 406; the vendor accepts them. Default: false. */
  strict?: boolean;
  /** Memory for the state in MiB. Larger changes are refused. Default: 128. */
  stateLimit?: number;
};

/** The options with their defaults. `fixtures` is undefined for the default data. */
type CompleteOptions = Required<Pick<MockOptions, 'seed' | 'people' | 'port' | 'strict' | 'stateLimit'>> & {
  fixtures: string | undefined;
  cache: string | undefined;
};

const optionNames = ['seed', 'people', 'fixtures', 'cache', 'port', 'strict', 'stateLimit'];

const { seed, people, port, 'state-limit': stateLimit, fixtures: fixturesFolder } = ServerOptionsSchema.properties;

/** The ranges and defaults of the options that are numbers. They are the same as for the command, except for the port. */
const numberSchemas = { seed, people, port: { ...port, default: 0 }, stateLimit };

const readNumber = (options: MockOptions, name: keyof typeof numberSchemas): number => {
  const { minimum = 0, maximum = 0, default: defaultValue } = numberSchemas[name];
  const value = options[name] ?? (defaultValue as number);
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw new RangeError(`startMock: ${name} must be a whole number from ${minimum} to ${maximum}, not ${value}`);
};

/**
 * Checks the options and adds the defaults.
 * @throws TypeError for an unknown option or a value of the wrong type; RangeError for a number out of range
 */
export const readMockOptions = (options: MockOptions): CompleteOptions => {
  const unknown = Object.keys(options).find((name) => !optionNames.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`startMock: unknown option ${unknown}; the options are ${optionNames.join(', ')}`);
  }
  const { strict = false, fixtures, cache } = options;
  if (typeof strict !== 'boolean') throw new TypeError(`startMock: strict must be true or false, not ${strict}`);
  if (fixtures !== undefined && !isFolder(fixtures)) {
    throw new TypeError(`startMock: fixtures must be ${fixturesFolder.takes}, not ${JSON.stringify(fixtures)}`);
  }
  return {
    seed: readNumber(options, 'seed'),
    people: readNumber(options, 'people'),
    port: readNumber(options, 'port'),
    stateLimit: readNumber(options, 'stateLimit'),
    strict,
    fixtures,
    cache,
  };
};

import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { StartError } from './start-error.ts';
import { readText, takes } from './text-values.ts';

/** A mistake in how the command was called. The message is one line and says what to do. */
export class UsageError extends StartError {}

/** Every setting of the server: flags, ECORE_MOCK_* variables, defaults and --help all come from here. */
export const ConfigSchema = Type.Object({
  host: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    placeholder: 'ADDRESS',
    description: 'address to listen on',
  }),
  port: Type.Integer({
    minimum: 0,
    maximum: 65535,
    default: 3267,
    placeholder: 'N',
    alsoVariable: 'PORT',
    description: 'port to listen on; 0 picks a free one',
  }),
  seed: Type.Integer({
    minimum: 0,
    maximum: 4294967295,
    default: 1,
    placeholder: 'N',
    description: 'what the generated data follows from',
  }),
  people: Type.Integer({
    minimum: 0,
    maximum: 5_000_000,
    default: 10_000,
    placeholder: 'N',
    description: 'people to search in all, those of the fixtures included',
  }),
  fixtures: Type.Optional(
    Type.String({
      minLength: 1,
      placeholder: 'DIR',
      takes: 'the path of a folder that exists',
      description: 'folder of fixtures to load in place of the default ones',
    }),
  ),
  watch: Type.Boolean({ default: false, description: 'make the data anew when a fixture file changes' }),
  db: Type.Optional(
    Type.String({
      pattern: '\\S',
      placeholder: 'FILE',
      takes: 'the path of a file in a folder that exists',
      description: 'SQLite file to keep the state in (default: in memory)',
    }),
  ),
  'log-level': Type.Union(
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'].map((level) => Type.Literal(level)),
    {
      default: 'warn',
      placeholder: 'LEVEL',
      takes: 'trace, debug, info, warn, error, fatal or silent',
      description: 'least severe log line to write to stderr; info has one per request',
    },
  ),
  'allow-origin': Type.Optional(
    Type.String({
      minLength: 1,
      placeholder: 'ORIGIN',
      takes: 'an origin such as http://app.test:8080, or several with commas between',
      description: 'origin of pages that may steer, besides those of this machine',
    }),
  ),
  'admin-token': Type.Optional(
    Type.String({
      minLength: 1,
      placeholder: 'TOKEN',
      takes: 'a token: printable ASCII without spaces',
      pattern: '^[!-~]+$',
      description: 'bearer token that steering then asks for',
    }),
  ),
  'no-admin': Type.Boolean({ default: false, description: 'leave /__mock out' }),
});

export type Config = Static<typeof ConfigSchema>;

const settings = Object.entries<TSchema>(ConfigSchema.properties);
const prefix = 'ECORE_MOCK_';
const variable = (name: string): string => prefix + name.toUpperCase().replaceAll('-', '_');

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Whether a browser would send it as an Origin. */
const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;

/** What a value must be besides what its schema says. */
const furtherChecks: Record<string, (value: string) => boolean> = {
  fixtures: isFolder,
  db: (file) => isFolder(dirname(file)) && !isFolder(file),
  'allow-origin': (list) => list.split(',').every(isOrigin),
};

const read = (name: string, schema: TSchema, source: string, text: string | undefined): unknown => {
  const value = text === undefined ? undefined : readText(schema, text);
  if (value === undefined || furtherChecks[name]?.(String(value)) === false) {
    throw new UsageError(
      `${source} takes ${takes(schema)}${text === undefined ? '' : `, not ${JSON.stringify(text)}`}; see --help`,
    );
  }
  return value;
};

const readFlags = (argv: readonly string[]): Map<string, string | undefined> => {
  const options = Object.fromEntries(
    settings.map(([name, { type }]) => [
      name,
      { type: type === 'boolean' ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true });
  const flags = new Map<string, string | undefined>();
  for (const token of tokens) {
    if (token.kind === 'positional') {
      throw new UsageError(`unknown command ${JSON.stringify(token.value)}: it takes options only; see --help`);
    }
    if (token.kind === 'option-terminator') continue;
    if (!Object.hasOwn(options, token.name))
      throw new UsageError(`unknown option ${JSON.stringify(token.rawName)}; see --help`);
    const isSwitch = options[token.name]?.type === 'boolean';
    flags.set(token.name, isSwitch ? (token.value ?? 'true') : token.value);
  }
  return flags;
};

/**
 * The settings from flags, then variables, then defaults.
 * @throws UsageError naming the flag or variable that is unknown or whose value is not taken, and what it takes
 */
export const readConfig = (argv: readonly string[], env: NodeJS.ProcessEnv): Config => {
  const flags = readFlags(argv);
  const known = new Set(settings.map(([name]) => variable(name)));
  const unknown = Object.keys(env)
    .sort()
    .find((name) => name.startsWith(prefix) && !known.has(name));
  if (unknown) throw new UsageError(`unknown variable ${unknown}; see --help`);
  const config: Record<string, unknown> = {};
  for (const [name, schema] of settings) {
    const variables = [variable(name), schema.alsoVariable].filter((each) => each && env[each] !== undefined);
    // All are read, so that a bad value is told even where another one wins.
    const values = [
      ...(flags.has(name) ? [read(name, schema, `--${name}`, flags.get(name))] : []),
      ...variables.map((source) => read(name, schema, source, env[source])),
    ];
    const value = values.length > 0 ? values[0] : schema.default;
    if (value !== undefined) config[name] = value;
  }
  return config as Config;
};

/** The text that --help prints: each setting with its flag, variable, default and what it takes. */
export const help = (): string => {
  const rows = settings.map(([name, schema]) => {
    const variables = [variable(name), schema.alsoVariable].filter(Boolean).join(', then ');
    const fallback = schema.default === undefined || schema.type === 'boolean' ? '' : ` (default ${schema.default})`;
    return [
      `  --${name}${schema.placeholder ? ` ${schema.placeholder}` : ''}`,
      `${schema.description}${fallback}`,
      `    takes ${takes(schema)}; or ${variables}`,
    ];
  });
  const width = Math.max(...rows.map(([flag]) => flag?.length ?? 0)) + 2;
  const lines = rows.map(([flag = '', text, more]) => `${flag.padEnd(width)}${text}\n${' '.repeat(width - 4)}${more}`);
  return `Usage: ecore-mock [options]

Serves a stand-in for the eCore data API, with invented people.

Options (a flag wins over its variable, a variable over the default):
${lines.join('\n')}
  --help${' '.repeat(width - 8)}print this and stop
  --version${' '.repeat(width - 11)}print the version and stop

Exit code: 0 stopped by a signal, 1 wrong options, fixtures, database or host, 2 port in use.
`;
};

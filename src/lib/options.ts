import { parseArgs } from 'node:util';
import type { Static, TObject, TSchema } from '@sinclair/typebox';
import { StartError } from './start-error.ts';
import { readText, takes } from './text-values.ts';

/** A mistake in how the command was called. The message is one line and says what to do. */
export class UsageError extends StartError {}

/** A command: what it is set by, and what --help says of it. */
export type Command<Schema extends TObject> = {
  /** Each setting with its type, range, default and description. */
  schema: Schema;
  /** What the names of its variables begin with. */
  prefix: string;
  /** What stands behind `ecore-mock` to call it, but for its options. */
  name: string;
  purpose: string;
  /** What its exit codes mean. */
  exitCodes: string;
  /** What a value must be besides what its schema says. */
  furtherChecks?: Record<string, (value: string) => boolean>;
  /** What --help says below the options. */
  more?: string;
};

const settingsOf = (schema: TObject): [string, TSchema][] => Object.entries<TSchema>(schema.properties);
const variable = (prefix: string, name: string): string => prefix + name.toUpperCase().replaceAll('-', '_');

const seeHelp = (name: string): string => `see ${name === '' ? '' : `${name} `}--help`;

/** What each flag is given, every time that it is. */
const readFlags = (
  { schema, name }: Command<TObject>,
  argv: readonly string[],
): Map<string, (string | undefined)[]> => {
  const options = Object.fromEntries(
    settingsOf(schema).map(([setting, { type }]) => [
      setting,
      { type: type === 'boolean' ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true });
  const flags = new Map<string, (string | undefined)[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') {
      const what = name === '' ? 'command' : 'argument';
      throw new UsageError(`unknown ${what} ${JSON.stringify(token.value)}; ${seeHelp(name)}`);
    }
    if (token.kind === 'option-terminator') continue;
    if (!Object.hasOwn(options, token.name))
      throw new UsageError(`unknown option ${JSON.stringify(token.rawName)}; ${seeHelp(name)}`);
    const isSwitch = options[token.name]?.type === 'boolean';
    if (!isSwitch && token.inlineValue === false && token.value.startsWith('--')) {
      const flag = `--${token.name}`;
      throw new UsageError(`${flag} has no value: ${flag}=VALUE is for one that begins with --; ${seeHelp(name)}`);
    }
    // The last one wins.
    const before = flags.get(token.name) ?? [];
    flags.set(token.name, [isSwitch ? (token.value ?? 'true') : token.value, ...before]);
  }
  return flags;
};

/**
 * A command's settings from flags, then variables, then defaults.
 * @throws UsageError naming the flag or variable that is unknown, missing or whose value is not taken, and what it takes
 */
export const readSettings = <Schema extends TObject>(
  command: Command<Schema>,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): Static<Schema> => {
  const { schema: all, prefix, name: commandName, furtherChecks = {} } = command;
  const read = (name: string, schema: TSchema, source: string, text: string | undefined): unknown => {
    const value = text === undefined ? undefined : readText(schema, text);
    if (value === undefined || furtherChecks[name]?.(String(value)) === false) {
      const found = text === undefined || schema.secret ? '' : `, not ${JSON.stringify(text)}`;
      throw new UsageError(`${source} takes ${takes(schema)}${found}; ${seeHelp(commandName)}`);
    }
    return value;
  };
  const flags = readFlags(command, argv);
  const settings = settingsOf(all);
  const known = new Set(settings.map(([name]) => variable(prefix, name)));
  const unknown = Object.keys(env)
    .sort()
    .find((name) => name.startsWith(prefix) && !known.has(name));
  if (unknown) throw new UsageError(`unknown variable ${unknown}; ${seeHelp(commandName)}`);
  const config: Record<string, unknown> = {};
  for (const [name, schema] of settings) {
    const variables = [variable(prefix, name), schema.alsoVariable].filter((each) => each && env[each] !== undefined);
    // All are read, so that a bad value is told even where another one wins.
    const values = [
      ...(flags.get(name) ?? []).map((text) => read(name, schema, `--${name}`, text)),
      ...variables.map((source) => read(name, schema, source, env[source])),
    ];
    const value = values.length > 0 ? values[0] : schema.default;
    if (value !== undefined) config[name] = value;
    else if (all.required?.includes(name)) {
      throw new UsageError(
        `--${name} is missing: it takes ${takes(schema)}, from ${variable(prefix, name)} too; ${seeHelp(commandName)}`,
      );
    }
  }
  return config as Static<Schema>;
};

/** The text that --help prints: each setting with its flag, variable, default and what it takes. */
export const help = ({ schema: all, prefix, name: command, purpose, exitCodes, more }: Command<TObject>): string => {
  const rows = settingsOf(all).map(([name, schema]) => {
    const variables = [variable(prefix, name), schema.alsoVariable].filter(Boolean).join(', then ');
    const fallback = schema.default === undefined || schema.type === 'boolean' ? '' : ` (default ${schema.default})`;
    return [
      `  --${name}${schema.placeholder ? ` ${schema.placeholder}` : ''}`,
      `${schema.description}${fallback}`,
      `    takes ${takes(schema)}; or ${variables}`,
    ];
  });
  const width = Math.max(...rows.map(([flag]) => flag?.length ?? 0), '  --version'.length) + 2;
  const lines = rows.map(([flag = '', text, more]) => `${flag.padEnd(width)}${text}\n${' '.repeat(width - 4)}${more}`);
  const version = command === '' ? `  --version${' '.repeat(width - 11)}print the version and stop\n` : '';
  return `Usage: ecore-mock ${command === '' ? '' : `${command} `}[options]

${purpose}

Options (a flag wins over its variable, a variable over the default):
${lines.length > 0 ? `${lines.join('\n')}\n` : ''}  --help${' '.repeat(width - 8)}print this and stop
${version}${more === undefined ? '' : `\n${more}\n`}
Exit code: ${exitCodes}
`;
};

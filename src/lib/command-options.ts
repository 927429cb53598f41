import { parseArgs } from 'node:util';
import type { Static, TObject, TSchema } from '@sinclair/typebox';
import { name as programName } from './package-info.ts';
import { describeValues, parseValue } from './parse-text-values.ts';
import { StartError } from './start-error.ts';

/** A mistake in the call of a command. The message is one line that says how to correct it. */
export class UsageError extends StartError {}

/** A command with its options and the texts of its help. */
export type Command<Schema extends TObject> = {
  /** Each option with its type, range, default and description. */
  schema: Schema;
  /** The prefix of the environment variables of the options. */
  prefix: string;
  /** The name of the command on the command line; empty for the command that runs without a name. */
  name: string;
  purpose: string;
  /** The meanings of its exit codes. */
  exitCodes: string;
  /** Checks of values that a schema can't express. */
  furtherChecks?: Record<string, (value: string) => boolean>;
  /** Text that the help prints below the options. */
  footer?: string;
};

const listOptions = (schema: TObject): [string, TSchema][] => Object.entries<TSchema>(schema.properties);
const toVariable = (prefix: string, name: string): string => prefix + name.toUpperCase().replaceAll('-', '_');

const referToHelp = (name: string): string => `see ${name === '' ? '' : `${name} `}--help`;

/** The values of each flag, the last one first. */
const readFlags = (
  { schema, name }: Command<TObject>,
  argv: readonly string[],
): Map<string, (string | undefined)[]> => {
  const options = Object.fromEntries(
    listOptions(schema).map(([option, { type }]) => [
      option,
      { type: type === 'boolean' ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true });
  const flags = new Map<string, (string | undefined)[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') {
      const what = name === '' ? 'command' : 'argument';
      throw new UsageError(`unknown ${what} ${JSON.stringify(token.value)}; ${referToHelp(name)}`);
    }
    if (token.kind === 'option-terminator') continue;
    if (!Object.hasOwn(options, token.name))
      throw new UsageError(`unknown option ${JSON.stringify(token.rawName)}; ${referToHelp(name)}`);
    const isSwitch = options[token.name]?.type === 'boolean';
    if (!isSwitch && token.inlineValue === false && token.value.startsWith('--')) {
      const flag = `--${token.name}`;
      throw new UsageError(
        `${flag} has no value; write ${flag}=VALUE for a value that begins with --; ${referToHelp(name)}`,
      );
    }
    const earlier = flags.get(token.name) ?? [];
    flags.set(token.name, [isSwitch ? (token.value ?? 'true') : token.value, ...earlier]);
  }
  return flags;
};

/** @throws UsageError if the environment has a variable with the prefix of the command that is no option */
const checkVariables = ({ schema, prefix, name }: Command<TObject>, env: NodeJS.ProcessEnv): void => {
  const known = new Set(listOptions(schema).map(([option]) => toVariable(prefix, option)));
  const unknown = Object.keys(env)
    .sort()
    .find((variable) => variable.startsWith(prefix) && !known.has(variable));
  if (unknown) throw new UsageError(`unknown variable ${unknown}; ${referToHelp(name)}`);
};

/**
 * Reads the options of a command. The precedence is flag, environment variable, default; the last of equal flags counts.
 * @throws UsageError that names the flag or variable that is unknown, missing or has a wrong value, and the expected value
 */
export const readOptions = <Schema extends TObject>(
  command: Command<Schema>,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): Static<Schema> => {
  const { schema: allOptions, prefix, name: commandName, furtherChecks = {} } = command;
  const read = (name: string, schema: TSchema, source: string, text: string | undefined): unknown => {
    const value = text === undefined ? undefined : parseValue(schema, text);
    if (value === undefined || furtherChecks[name]?.(String(value)) === false) {
      const found = text === undefined || schema.secret ? '' : `, not ${JSON.stringify(text)}`;
      throw new UsageError(`${source} takes ${describeValues(schema)}${found}; ${referToHelp(commandName)}`);
    }
    return value;
  };
  const flags = readFlags(command, argv);
  checkVariables(command, env);
  const options: Record<string, unknown> = {};
  for (const [name, schema] of listOptions(allOptions)) {
    const variable = toVariable(prefix, name);
    const variables = [variable, schema.fallbackVariable].filter((source) => source && env[source] !== undefined);
    // Read every source, so that a wrong value is reported even if another source has precedence.
    const values = [
      ...(flags.get(name) ?? []).map((text) => read(name, schema, `--${name}`, text)),
      ...variables.map((source) => read(name, schema, source, env[source])),
    ];
    const value = values.length > 0 ? values[0] : schema.default;
    if (value !== undefined) options[name] = value;
    else if (allOptions.required?.includes(name)) {
      const expected = `it takes ${describeValues(schema)}, and can be set with ${variable} too`;
      throw new UsageError(`--${name} is missing: ${expected}; ${referToHelp(commandName)}`);
    }
  }
  return options as Static<Schema>;
};

/** The text that --help prints. It has a flag, a description, an environment variable, a default and a type for each option. */
export const formatHelp = ({ schema, prefix, name, purpose, exitCodes, footer }: Command<TObject>): string => {
  const rows = listOptions(schema).map(([option, optionSchema]) => {
    const { placeholder, description, type, default: fallback, fallbackVariable } = optionSchema;
    const variables = [toVariable(prefix, option), fallbackVariable].filter(Boolean).join(', then ');
    const defaultText = fallback === undefined || type === 'boolean' ? '' : ` (default ${fallback})`;
    return [
      `  --${option}${placeholder ? ` ${placeholder}` : ''}`,
      `${description}${defaultText}`,
      `    takes ${describeValues(optionSchema)}; variable ${variables}`,
    ];
  });
  const width = Math.max(...rows.map(([flag]) => flag?.length ?? 0), '  --version'.length) + 2;
  const lines = rows.map(([flag = '', text, type]) => `${flag.padEnd(width)}${text}\n${' '.repeat(width - 4)}${type}`);
  const version = name === '' ? `  --version${' '.repeat(width - 11)}print the version and stop\n` : '';
  return `Usage: ${programName} ${name === '' ? '' : `${name} `}[options]

${purpose}

Options (precedence: flag, environment variable, default):
${lines.length > 0 ? `${lines.join('\n')}\n` : ''}  --help${' '.repeat(width - 8)}print this and stop
${version}${footer === undefined ? '' : `\n${footer}\n`}
Exit code: ${exitCodes}
`;
};

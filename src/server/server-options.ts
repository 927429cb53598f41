import { readdirSync } from 'node:fs';
import { type Static, Type } from '@sinclair/typebox';
import { defaultStateLimit } from '../db/database-memory-bounds.ts';
import type { Command } from '../lib/command-options.ts';
import { parseHostName, parseOriginHost } from '../lib/host-and-origin.ts';
import { isFilePath, isFolder, isHidden, isReadableFolder } from '../lib/paths.ts';
import { createTokenOption } from './token-option.ts';

/** All options of the server. Flags, ECORE_MOCK_* variables, defaults and the help are derived from this schema. */
export const ServerOptionsSchema = Type.Object({
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
    fallbackVariable: 'PORT',
    description: 'port to listen on; 0 picks a free port',
  }),
  seed: Type.Integer({
    minimum: 0,
    maximum: 4294967295,
    default: 1,
    placeholder: 'N',
    description: 'random seed for generated data',
  }),
  people: Type.Integer({
    minimum: 0,
    maximum: 5_000_000,
    default: 10_000,
    placeholder: 'N',
    description: 'number of people in Search, including the people of the fixtures',
  }),
  fixtures: Type.Optional(
    Type.String({
      minLength: 1,
      placeholder: 'DIR',
      takes: 'the path of a folder that exists',
      description: 'folder with your own fixtures, which replace the default data',
    }),
  ),
  'fixtures-mount': Type.Optional(
    Type.String({
      minLength: 1,
      placeholder: 'DIR',
      takes: 'the path of a folder that exists and may be read',
      description: 'folder to use if --fixtures is not set and this folder is not empty at the start',
    }),
  ),
  watch: Type.Boolean({ default: false, description: 'reload the fixtures when a file changes' }),
  db: Type.Optional(
    Type.String({
      // SQLite would trim blanks, and takes :memory: for a database without a file.
      pattern: '^(?!:memory:$)\\S(.*\\S)?$',
      placeholder: 'FILE',
      takes: 'the path of a file in a folder that exists',
      description: 'SQLite file for the state (default: in memory)',
    }),
  ),
  'state-limit': Type.Integer({
    minimum: 1,
    maximum: 65_536,
    default: defaultStateLimit,
    placeholder: 'MIB',
    description: 'memory for the state in MiB, without --db; larger changes are refused',
  }),
  cache: Type.Optional(
    Type.String({
      pattern: '\\S',
      placeholder: 'DIR',
      takes: 'the path of a folder',
      description:
        "folder for prepared data, which makes the next start faster (default: ecore-mock in the user's cache folder)",
    }),
  ),
  'log-level': Type.Union(
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'].map((level) => Type.Literal(level)),
    {
      default: 'warn',
      placeholder: 'LEVEL',
      takes: 'trace, debug, info, warn, error, fatal or silent',
      description: 'least severe log line on stderr; info writes two lines per request',
    },
  ),
  'allow-host': Type.Optional(
    Type.String({
      minLength: 1,
      placeholder: 'NAME',
      takes:
        'a host name such as mock.team.example, without scheme and port, or several names with commas between them',
      description:
        'public host names under which clients may call the admin API; local names and addresses are always allowed',
    }),
  ),
  'allow-origin': Type.Optional(
    Type.String({
      minLength: 1,
      placeholder: 'ORIGIN',
      takes:
        'an origin as browsers send it, such as http://app.test:8080 (in lower case, without a path, a final slash, a default port or wildcards), or several origins with commas and without spaces between them',
      description: 'origins whose web pages may call the admin API; pages from this machine are always allowed',
    }),
  ),
  'admin-token': Type.Optional(createTokenOption('bearer token that every call of the admin API must send')),
  strict: Type.Boolean({
    default: false,
    description: 'answer plain mistakes of the client with 400 or 406; the vendor accepts them',
  }),
  'no-admin': Type.Boolean({ default: false, description: 'switch the admin API off' }),
  replica: Type.Optional(
    Type.String({
      pattern: '^[!-~]+$',
      placeholder: 'NAME',
      takes: 'a name: printable ASCII without spaces',
      description: "name of this process in GET /__mock, if you run several replicas (default: the machine's name)",
    }),
  ),
});

export type ServerOptions = Static<typeof ServerOptionsSchema>;

const isHostName = (text: string): boolean => parseHostName(text) === text.toLowerCase();

/** Whether a browser would send this text in an Origin header. */
const isOrigin = (text: string): boolean => parseOriginHost(text) !== undefined;

/**
 * Uses `fixtures-mount` as the folder of fixtures if `fixtures` is not set. The image sets `fixtures-mount`, because it can't
 * know whether a folder will be mounted there. An empty folder has no effect.
 */
export const useMountedFixtures = (options: ServerOptions): ServerOptions => {
  const { fixtures, 'fixtures-mount': mount } = options;
  if (fixtures !== undefined || mount === undefined || readdirSync(mount).every(isHidden)) return options;
  return { ...options, fixtures: mount };
};

/** The options of a server. Every command that needs to know how a server is started takes them. */
export const serverOptions = {
  schema: ServerOptionsSchema,
  prefix: 'ECORE_MOCK_',
  furtherChecks: {
    fixtures: isFolder,
    'fixtures-mount': isReadableFolder,
    db: isFilePath,
    'allow-host': (list) => list.split(',').every(isHostName),
    'allow-origin': (list) => list.split(',').every(isOrigin),
  },
} satisfies Partial<Command<typeof ServerOptionsSchema>>;

/** The command that `ecore-mock` runs without the name of a command. */
export const serveCommand: Command<typeof ServerOptionsSchema> = {
  ...serverOptions,
  name: '',
  purpose: 'Runs a local stand-in for the eCore data API, with invented people.',
  exitCodes: '0 stopped by a signal, 1 wrong options, fixtures, database or host, 2 port in use.',
  footer: `Commands (each has its own --help):
  check        check whether a server, the mock or the real API, conforms to the contract
  openapi      print the OpenAPI document of the emulated API
  coverage     print which parts of the contract the clients of a mock have covered
  prepare      prepare and store the data for a start with the same options
  healthcheck  check whether the server with these options is ready`,
};

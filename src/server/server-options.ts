import { readdirSync } from 'node:fs';
import { type Static, Type } from '@sinclair/typebox';
import { hostNameOf, nameOfOrigin } from '../lib/host-and-origin.ts';
import { defaultStateLimit } from '../lib/memory-bounds.ts';
import type { Command } from '../lib/options.ts';
import { isFolder, isHidden, isPlaceOfFile, isReadableFolder } from '../lib/paths.ts';
import { tokenSetting } from '../lib/token-option.ts';

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
  'fixtures-mount': Type.Optional(
    Type.String({
      minLength: 1,
      placeholder: 'DIR',
      takes: 'the path of a folder that exists and may be read',
      description:
        'folder that stands in for --fixtures where that is not given, where something is in it at the start',
    }),
  ),
  watch: Type.Boolean({ default: false, description: 'make the data anew when a fixture file changes' }),
  db: Type.Optional(
    Type.String({
      // What SQLite would trim, or take for no file at all.
      pattern: '^(?!:memory:$)\\S(.*\\S)?$',
      placeholder: 'FILE',
      takes: 'the path of a file in a folder that exists',
      description: 'SQLite file to keep the state in (default: in memory)',
    }),
  ),
  'state-limit': Type.Integer({
    minimum: 1,
    maximum: 65_536,
    default: defaultStateLimit,
    placeholder: 'MIB',
    description: 'MiB of memory that the state may take without --db; changes over it are refused',
  }),
  cache: Type.Optional(
    Type.String({
      pattern: '\\S',
      placeholder: 'DIR',
      takes: 'the path of a folder',
      description: "folder to keep made data in for the next start (default: ecore-mock in the user's cache folder)",
    }),
  ),
  'log-level': Type.Union(
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'].map((level) => Type.Literal(level)),
    {
      default: 'warn',
      placeholder: 'LEVEL',
      takes: 'trace, debug, info, warn, error, fatal or silent',
      description: 'least severe log line to write to stderr; info has two per request',
    },
  ),
  'allow-host': Type.Optional(
    Type.String({
      minLength: 1,
      placeholder: 'NAME',
      takes: 'a host name such as mock.team.example, without scheme and port, or several with commas between',
      description: 'public name under which /__mock may be called, besides local names and addresses',
    }),
  ),
  'allow-origin': Type.Optional(
    Type.String({
      minLength: 1,
      placeholder: 'ORIGIN',
      takes:
        'an origin as browsers send it, such as http://app.test:8080: in lower case, without path, final slash, default port and wildcards, or several with commas and no spaces between',
      description: 'origin of pages that may steer, besides those of this machine',
    }),
  ),
  'admin-token': Type.Optional(tokenSetting('bearer token that steering then asks for')),
  strict: Type.Boolean({
    default: false,
    description: "refuse a client's plain mistakes, which the vendor lets pass, with 400 or 406",
  }),
  'no-admin': Type.Boolean({ default: false, description: 'leave /__mock out' }),
  replica: Type.Optional(
    Type.String({
      pattern: '^[!-~]+$',
      placeholder: 'NAME',
      takes: 'a name: printable ASCII without spaces',
      description: "what GET /__mock calls this process among several (default: the machine's name)",
    }),
  ),
});

export type Config = Static<typeof ConfigSchema>;

const isHostName = (text: string): boolean => hostNameOf(text) === text.toLowerCase();

/** Whether a browser would send it as an Origin. */
const isOrigin = (text: string): boolean => nameOfOrigin(text) !== undefined;

/**
 * The settings with `fixtures` as the folder to load. An image can't know whether something will be mounted: it names the
 * place in `fixtures-mount`, which counts only where there is something in it.
 */
export const withMountedFixtures = (config: Config): Config => {
  const { fixtures, 'fixtures-mount': mount } = config;
  if (fixtures !== undefined || mount === undefined || readdirSync(mount).every(isHidden)) return config;
  return { ...config, fixtures: mount };
};

/** What every command takes that is about a server: the settings of serving. */
export const servingSettings = {
  schema: ConfigSchema,
  prefix: 'ECORE_MOCK_',
  furtherChecks: {
    fixtures: isFolder,
    'fixtures-mount': isReadableFolder,
    db: isPlaceOfFile,
    'allow-host': (list) => list.split(',').every(isHostName),
    'allow-origin': (list) => list.split(',').every(isOrigin),
  },
} satisfies Partial<Command<typeof ConfigSchema>>;

/** What `ecore-mock` does with no command: it serves. */
export const serveCommand: Command<typeof ConfigSchema> = {
  ...servingSettings,
  name: '',
  purpose: 'Serves a stand-in for the eCore data API, with invented people.',
  exitCodes: '0 stopped by a signal, 1 wrong options, fixtures, database or host, 2 port in use.',
  more: `Commands (each has a --help of its own):
  check        ask a server, this one or the real one, whether it holds to the contract
  openapi      print the OpenAPI document of the emulated API
  coverage     print what of the contract the clients of a mock have met
  prepare      make the data for a start with the same options, and keep it
  healthcheck  ask whether the server of these settings is ready`,
};

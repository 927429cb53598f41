import { Type } from '@sinclair/typebox';

/** `--reporter` of a command that writes a report. `people` is the former name of `pretty`. */
export const reporter = Type.Union(
  [
    Type.Literal('pretty'),
    Type.Literal('tap'),
    Type.Literal('junit'),
    Type.Literal('json'),
    Type.Literal('markdown'),
    Type.Literal('people'),
  ],
  {
    default: 'pretty',
    placeholder: 'NAME',
    takes: 'pretty, tap, junit, json or markdown',
    description: 'format of the report',
  },
);

/** `--output` of a command that writes a report. The command checks the value with isFilePath too. */
export const output = Type.Optional(
  Type.String({
    pattern: '\\S',
    placeholder: 'FILE',
    takes: 'the path of a file in a folder that exists',
    description: 'file to write the report to (default: stdout)',
  }),
);

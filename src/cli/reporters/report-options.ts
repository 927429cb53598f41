import { Type } from '@sinclair/typebox';

/** `--reporter` of a command that writes a report. */
export const reporter = Type.Union(
  [Type.Literal('people'), Type.Literal('tap'), Type.Literal('junit'), Type.Literal('json'), Type.Literal('markdown')],
  { default: 'people', placeholder: 'NAME', description: 'form of the report' },
);

/** `--output` of a command that writes a report, which is to be held against isPlaceOfFile as well. */
export const output = Type.Optional(
  Type.String({
    pattern: '\\S',
    placeholder: 'FILE',
    takes: 'the path of a file in a folder that exists',
    description: 'file to write the report to, in place of stdout',
  }),
);

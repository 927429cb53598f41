import { Type } from '@sinclair/typebox';

/** A setting that is a token, as it stands in an Authorization header; no message shows its value. */
export const tokenSetting = (description: string) =>
  Type.String({
    pattern: '^[!-~]+$',
    secret: true,
    placeholder: 'TOKEN',
    takes: 'a token: printable ASCII without spaces',
    description,
  });

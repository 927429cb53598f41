import { Type } from '@sinclair/typebox';

/** An option whose value is a token of an Authorization header. No message shows the value. */
export const createTokenOption = (description: string) =>
  Type.String({
    pattern: '^[!-~]+$',
    secret: true,
    placeholder: 'TOKEN',
    takes: 'a token: printable ASCII without spaces',
    description,
  });

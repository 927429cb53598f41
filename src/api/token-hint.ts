/**
 * The token of an Authorization header as logs and journals show it: its first four letters, fewer of a short one.
 * Undefined where there is none.
 */
export const tokenHint = (authorization: string | undefined): string | undefined => {
  const [, token] = /^(?:bearer|token)[ \t]+(.*)$/i.exec(authorization ?? '') ?? [];
  return token && `${token.slice(0, Math.min(4, Math.floor(token.length / 2)))}…`;
};

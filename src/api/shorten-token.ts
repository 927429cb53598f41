/**
 * The beginning of the token of an Authorization header, as logs and journals show it: at most four letters, and at most
 * half of the token.
 * @returns undefined if the header has no token
 */
export const shortenToken = (authorization: string | undefined): string | undefined => {
  const [, token] = /^(?:bearer|token)[ \t]+(.*)$/i.exec(authorization ?? '') ?? [];
  return token && `${token.slice(0, Math.min(4, Math.floor(token.length / 2)))}…`;
};

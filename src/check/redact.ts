const mostSigns = 240;

export type Redact = (text: string) => string;

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Makes what a server said fit to print: one line, not too long, and without these tokens, in JSON or not. */
export const redactor = (tokens: readonly string[]): Redact => {
  // Once escaped in a body, twice where a text of a body is quoted.
  const secrets = tokens.flatMap((token) => [token, escaped(token), escaped(escaped(token))]);
  // The longest first: one may be a part of another.
  secrets.sort((a, b) => b.length - a.length);
  return (text) => {
    const plain = secrets.reduce((rest, secret) => rest.replaceAll(secret, '<token>'), text);
    const signs = [...plain.replaceAll(/\s+/g, ' ').replaceAll(/\p{Cc}/gu, '\ufffd')];
    return signs.length > mostSigns ? `${signs.slice(0, mostSigns).join('')}…` : signs.join('');
  };
};

/** What a server said, fit to print; the longest that it may be is in letters. */
export type Redact = (text: string, longest: number) => string;

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Makes what a server said one line that is not too long, without these tokens, in JSON or not. */
export const redactor = (tokens: readonly string[]): Redact => {
  // Once escaped in a body, twice where a text of a body is quoted.
  const secrets = tokens.flatMap((token) => [token, escaped(token), escaped(escaped(token))]);
  // The longest first: one may be a part of another.
  secrets.sort((a, b) => b.length - a.length);
  return (text, longest) => {
    const plain = secrets.reduce((rest, secret) => rest.replaceAll(secret, '<token>'), text);
    const letters = [...plain.replaceAll(/\s+/g, ' ').replaceAll(/\p{Cc}/gu, '\ufffd')];
    return letters.length > longest ? `${letters.slice(0, longest).join('')}…` : letters.join('');
  };
};

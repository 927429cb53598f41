/** Makes text from a server printable. The result has at most `maxLength` characters and an ellipsis. */
export type Redact = (text: string, maxLength: number) => string;

const escapeJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Creates a function that makes text one short line without control characters and without these tokens. */
export const createRedactor = (tokens: readonly string[]): Redact => {
  // A token is escaped once in a JSON body, and twice if a text of a JSON body is quoted.
  const secrets = tokens.flatMap((token) => [token, escapeJson(token), escapeJson(escapeJson(token))]);
  // Replace the longest first: one secret may be a part of another.
  secrets.sort((a, b) => b.length - a.length);
  return (text, maxLength) => {
    const redacted = secrets.reduce((rest, secret) => rest.replaceAll(secret, '<token>'), text);
    const characters = [...redacted.replaceAll(/\s+/g, ' ').replaceAll(/\p{Cc}/gu, '\ufffd')];
    return characters.length > maxLength ? `${characters.slice(0, maxLength).join('')}…` : characters.join('');
  };
};

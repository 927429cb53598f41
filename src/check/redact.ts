const mostSigns = 400;

/** Makes what a server said fit to print: one line, not too long, and without these tokens, plain or as JSON has them. */
export const redactor = (tokens: readonly string[]) => {
  const secrets = tokens.flatMap((token) => [token, JSON.stringify(token).slice(1, -1)]);
  // The longest first: one may be a part of another.
  secrets.sort((a, b) => b.length - a.length);
  return (text: string): string => {
    const plain = secrets.reduce((rest, secret) => rest.replaceAll(secret, '<token>'), text);
    const signs = [...plain.replaceAll(/\s+/g, ' ').replaceAll(/\p{Cc}/gu, '\ufffd')];
    return signs.length > mostSigns ? `${signs.slice(0, mostSigns).join('')}…` : signs.join('');
  };
};

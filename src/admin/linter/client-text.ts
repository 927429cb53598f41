/** How many characters of one value that a client sent are repeated in a message. */
const mostCharacters = 60;

/** What a client sent, cut to a length that fits into a message. */
export const shortened = (text: string): string =>
  text.length > mostCharacters ? `${text.slice(0, mostCharacters)}...` : text;

/** The same in quotes and in printable ASCII, as a header must be. */
export const quoted = (text: string): string =>
  JSON.stringify(shortened(text)).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** How many characters of a client's value a message repeats. */
const maxCharacters = 60;

/** A client's text, cut to a length that fits into a message. */
export const shortenText = (text: string): string =>
  text.length > maxCharacters ? `${text.slice(0, maxCharacters)}...` : text;

/** A client's text, shortened, in quotes and in printable ASCII, as a header must be. */
export const quoteText = (text: string): string =>
  JSON.stringify(shortenText(text)).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

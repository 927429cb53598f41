/**
 * The same text in memory of its own. V8 makes a part of a string a reference into the whole, so a part that is kept keeps
 * all of it alive: whatever outlives a request copies the texts that it takes from one. A surrogate without its pair
 * becomes U+FFFD.
 */
export const copyText = (text: string): string => Buffer.from(text).toString();

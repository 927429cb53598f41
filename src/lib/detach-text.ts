/**
 * Copies a text into its own memory. V8 represents a part of a string as a reference into the whole string, so a stored part
 * would keep the whole string alive. Everything that outlives a request copies its texts from the request. An unpaired surrogate
 * becomes U+FFFD.
 */
export const detachText = (text: string): string => Buffer.from(text).toString();

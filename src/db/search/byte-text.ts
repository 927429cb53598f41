/**
 * Text in which each letter stands for a byte of UTF-8. It is cut and joined like any other and written out as it is;
 * text with wide letters would have to be made UTF-8 anew for each answer, which costs more than all else about it.
 */
export const byteText = (utf8: string | Buffer): string =>
  (typeof utf8 === 'string' ? Buffer.from(utf8) : utf8).toString('latin1');

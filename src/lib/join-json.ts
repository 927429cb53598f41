const comma = Buffer.from(',');

/** Joins JSON texts in UTF-8 with commas between them, and puts a text before and after them. */
export const joinJson = (before: string, texts: readonly Buffer[], after: string): Buffer => {
  const parts: Buffer[] = [Buffer.from(before)];
  for (const [index, text] of texts.entries()) {
    if (index > 0) parts.push(comma);
    parts.push(text);
  }
  parts.push(Buffer.from(after));
  return Buffer.concat(parts);
};

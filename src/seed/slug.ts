const letters: Record<string, string> = { ß: 'ss', æ: 'ae', ø: 'o', ł: 'l', đ: 'd' };

/** The letters of a text that can be part of a host or path, in lower case and without accents. */
export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[ßæøłđ]/g, (letter) => letters[letter] as string)
    .normalize('NFD')
    .replace(/[^a-z0-9]+/g, '');

/**
 * Folds the letter case of a text, so that texts are equal if they differ in letter case alone (S3). The text is upper-cased,
 * as PostgreSQL's UPPER does for a Django lookup that ignores case. It is lower-cased first, because some letters, such as
 * the Kelvin sign, are equal to their pair only that way. The result does not depend on the locale.
 */
export const foldCase = (text: string): string => text.toLowerCase().toUpperCase();

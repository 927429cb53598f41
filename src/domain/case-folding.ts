/**
 * The text with letter case taken out, so that equal but for case means equal (S3): upper-cased, as PostgreSQL's UPPER
 * does for a Django lookup that ignores case. It is lower-cased first because some letters, such as the Kelvin sign,
 * only meet their pair that way. No locale has a say.
 */
export const fold = (text: string): string => text.toLowerCase().toUpperCase();

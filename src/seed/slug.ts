import { foldLetters } from './fold.ts';

/** The letters of a text that can be part of a host or path, in lower case and without accents. */
export const slug = (text: string): string => foldLetters(text).replace(/[^a-z0-9]+/g, '');

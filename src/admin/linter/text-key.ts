import { hash } from 'node:crypto';

/** A text of any length as the key of a map: of a fixed size, and no part of a larger string. */
export const keyOf = (text: string): string => hash('sha1', text, 'base64url');

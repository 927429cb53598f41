import { hash } from 'node:crypto';

/** A key of fixed size for a text of any length. It keeps no part of the text alive. */
export const hashText = (text: string): string => hash('sha1', text, 'base64url');

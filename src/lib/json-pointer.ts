/** The JSON Pointer (RFC 6901) from an object to one of its keys. */
export const toJsonPointer = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

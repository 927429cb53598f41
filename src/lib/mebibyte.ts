/** The number of bytes in 1 MiB. */
export const mebibyte = 1024 * 1024;

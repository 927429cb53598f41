import { isIPv4 } from 'node:net';

/**
 * The name of a host as clients write it with an optional port, in a `Host` header for example. It is in lower case and
 * has no port and no trailing dot. An IPv4 address has four parts, and an IPv6 address has its brackets.
 * @returns undefined if the text is anything else, such as an empty text, user information or a wildcard
 */
export const parseHostName = (host: string): string | undefined => {
  const url = `http://${host}`;
  if (!/^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d*)?$/i.test(host) || !URL.canParse(url)) return undefined;
  const name = new URL(url).hostname.replace(/\.$/, '');
  return /^(?:\[.+\]|[\w-]+(?:\.[\w-]+)*)$/.test(name) ? name : undefined;
};

/**
 * The host name of an origin as browsers send it in an `Origin` header for a page of http or https.
 * @returns undefined if no browser sends this text for such a page: it is empty, `null`, of another scheme, or has a path
 */
export const parseOriginHost = (origin: string): string | undefined => {
  if (!/^https?:/.test(origin) || !URL.canParse(origin)) return undefined;
  const url = new URL(origin);
  return url.origin === origin ? parseHostName(url.host) : undefined;
};

/** Whether a name, as parseHostName returns it, always means the machine of the caller itself. */
export const isLoopbackName = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || (isIPv4(name) && name.startsWith('127.'));

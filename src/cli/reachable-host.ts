/** The host for a URL with which a client on this machine reaches a server that listens on `host`. */
export const toReachableHost = (host: string): string => {
  const address = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return address.includes(':') ? `[${address}]` : address;
};

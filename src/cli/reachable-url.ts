/** The address by which a client on this machine reaches a server that listens on a host, as it stands in a URL. */
export const reachable = (host: string): string => {
  const address = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return address.includes(':') ? `[${address}]` : address;
};

/**
 * Returns a URL whose path can be decoded. If the path can't be decoded, each of its `%` is encoded, so that the path stands for
 * the characters that it consists of. The router would refuse such a URL before the token is checked.
 */
export const toDecodableUrl = (url: string): string => {
  const queryStart = url.indexOf('?');
  const path = queryStart < 0 ? url : url.slice(0, queryStart);
  if (!path.includes('%')) return url;
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return path.replaceAll('%', '%25') + url.slice(path.length);
  }
};

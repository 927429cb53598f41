/**
 * A URL whose path can be decoded: the URL itself, or the same with each `%` of its path encoded where it can't be, so that
 * it means the letters that it has. The router would refuse it before anybody is asked who calls.
 */
export const decodableUrl = (url: string): string => {
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  if (!path.includes('%')) return url;
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return path.replaceAll('%', '%25') + url.slice(path.length);
  }
};

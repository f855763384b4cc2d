/**
 * Where to go after a login: a path of ours, else the first page. Only a path may stand there, and it is taken apart as a
 * browser would do it, since `//evil`, `/\\evil` and control characters all lead elsewhere.
 */
export function ownPath(next: string | undefined, urlPrefix: string): string {
  const home = `${urlPrefix}/`;
  if (next === undefined || next.length > 2_000 || !next.startsWith('/')) return home;
  const url = URL.parse(next, 'http://own.invalid');
  if (url === null || url.origin !== 'http://own.invalid' || url.username !== '') return home;
  const path = `${url.pathname}${url.search}${url.hash}`;
  const isOurs = path.startsWith(home) && !path.startsWith('//') && !path.includes('\\');
  // To the login again would be a circle.
  return isOurs && !url.pathname.startsWith(`${urlPrefix}/login`) ? path : home;
}

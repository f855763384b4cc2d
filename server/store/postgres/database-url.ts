/** The part of a database's URL that may be shown: where it is, without who connects and with what password. */
export function shownUrl(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host === '' ? 'localhost' : host}${pathname}`;
  } catch {
    return 'the address given';
  }
}

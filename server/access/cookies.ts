/** What a cookie of ours is for. */
export type CookieUse = 'session' | 'login';

export interface CookiePlace {
  /** The request came over TLS, ours or that of a trusted proxy. */
  readonly secure: boolean;
  /** Under which everything is served; empty at the root. */
  readonly urlPrefix: string;
}

/**
 * `__Host-` and `__Secure-` are kept by browsers: no page of a sister domain, and none over plain HTTP, can set such a
 * cookie, and so nobody can be given a session that is another's.
 */
function nameOf(use: CookieUse, { secure, urlPrefix }: CookiePlace): string {
  const name = `celeryscope_${use}`;
  if (!secure) return name;
  return `${urlPrefix === '' ? '__Host-' : '__Secure-'}${name}`;
}

export function readCookie(header: string | undefined, use: CookieUse, place: CookiePlace): string | null {
  const wanted = nameOf(use, place);
  for (const pair of (header ?? '').split(';', 100)) {
    const equals = pair.indexOf('=');
    const value = pair.slice(equals + 1).trim();
    // Ours are random texts of this form; whatever else there is, no store is asked for it.
    if (equals > 0 && pair.slice(0, equals).trim() === wanted && /^[\w-]{20,100}$/.test(value)) return value;
  }
  return null;
}

export function writeCookie(use: CookieUse, value: string, maxAgeSeconds: number, place: CookiePlace): string {
  const { secure, urlPrefix } = place;
  return [
    `${nameOf(use, place)}=${value}`,
    `Path=${urlPrefix || '/'}`,
    `Max-Age=${Math.max(0, Math.floor(maxAgeSeconds))}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(secure ? ['Secure'] : []),
  ].join('; ');
}

export function clearCookie(use: CookieUse, place: CookiePlace): string {
  return writeCookie(use, '', 0, place);
}

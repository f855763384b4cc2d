import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { isLoopback } from '../config';

/** Host name and port of a Host header or of an origin; null when it is neither. */
function toAddress(text: string, scheme = 'http:'): { readonly name: string; readonly host: string } | null {
  const url = URL.parse(text.includes('://') ? text : `${scheme}//${text}`);
  return url === null || url.hostname === ''
    ? null
    : { name: url.hostname.toLowerCase(), host: url.host.toLowerCase() };
}

/** Whether a browser that sends this Host header was led here by a name of ours (DNS rebinding). */
export function isKnownHost(header: string | undefined, listensOn: string, allowed: readonly string[]): boolean {
  const address = toAddress(header ?? '');
  if (address === null) return false;
  return isLoopback(address.name) || address.name === listensOn.toLowerCase() || isListed(address, allowed);
}

/** Whether a Host header is a plain IP address, with or without a port. */
export function isAddress(header: string | undefined): boolean {
  return isIP((toAddress(header ?? '')?.name ?? '').replace(/^\[|\]$/g, '')) !== 0;
}

/**
 * Whether a request was made by one of our own pages or by no page at all. A proxy may end TLS, so the schemes of the
 * page and of the request may differ.
 */
export function isSameOrigin(headers: IncomingHttpHeaders, allowed: readonly string[]): boolean {
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  if (isAllowedOrigin(origin, allowed)) return true;
  const from = origin === undefined ? undefined : toAddress(origin);
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  if (from === undefined) return true;
  // A proxy that names the port of its scheme means the same host.
  const scheme = URL.parse(origin ?? '')?.protocol;
  return from !== null && from.host === toAddress(headers.host ?? '', scheme)?.host;
}

/**
 * Whether a page of the site in the address bar made a request, by whatever name a proxy then called us: browsers say so, and
 * where they do not, because the page came without TLS, a page of another site can't set a header of its own without being
 * allowed to (CORS), which it never is. It says nothing against DNS rebinding, so it is enough only where people sign in: a
 * page that came by another name has nobody's session.
 */
export function isVouchedFor(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site === 'same-origin' || (site === undefined && headers['x-requested-with'] !== undefined);
}

/** Whether the pages of an origin were named as those that may call it. */
export function isAllowedOrigin(origin: string | undefined, allowed: readonly string[]): boolean {
  const from = origin === undefined ? null : toAddress(origin);
  return from !== null && isListed(from, allowed);
}

/**
 * Whether a page of another site makes a browser ask for something. Somebody who follows a link there is let through:
 * such a request is made once, and by a person.
 */
export function isAskedByOtherSite(headers: IncomingHttpHeaders, allowed: readonly string[]): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  if (headers['sec-fetch-user'] === '?1' && headers['sec-fetch-dest'] === 'document') return false;
  return !isSameOrigin(headers, allowed);
}

function isListed(address: { readonly name: string; readonly host: string }, allowed: readonly string[]): boolean {
  return allowed.some((entry) => [address.name, address.host].includes(entry.toLowerCase()));
}

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { plainAddress, type TrustedProxies } from './trusted-proxies';

/** Who asks, as far as the connection and the proxies that are trusted tell. */
export interface Peer {
  /** Empty where nobody knows, as on a unix socket without a proxy. */
  readonly address: string;
  /** What the browser sent, but with the host by which it called where a proxy tells that. */
  readonly headers: IncomingHttpHeaders;
  /** Between the browser and whoever it spoke to there was TLS. */
  readonly secure: boolean;
  /** False: a certificate is asked of clients, and this one showed none that holds. */
  readonly certified: boolean;
  /** The connection came from a proxy whose word is taken. */
  readonly trusted: boolean;
  /** By which the proxy knows the request; null where none tells. */
  readonly requestId: string | null;
}

export interface PeerRules {
  readonly proxies: TrustedProxies;
  /** Flower's `xheaders`: X-Real-Ip and X-Scheme are read as well. */
  readonly xheaders: boolean;
  /** Clients need a certificate. */
  readonly asksCertificates: boolean;
  /** In lower case, by which a proxy tells who asks. It sends each once: of two, one is somebody else's, so neither counts. */
  readonly once?: readonly string[];
}

export type ReadPeer = (request: IncomingMessage) => Peer;

/** Nobody is trusted: only the connection tells. */
export const DIRECT: PeerRules = { proxies: { has: () => false }, xheaders: false, asksCertificates: false };

/** What a proxy says of its clients counts only from one that is trusted: anybody can send these headers. */
export function createReadPeer({ proxies, xheaders, asksCertificates, once = [] }: PeerRules): ReadPeer {
  return ({ headers: sent, rawHeaders, socket }) => {
    const headers = once.length === 0 ? sent : withoutRepeated(sent, rawHeaders, once);
    const { remoteAddress, encrypted = false, authorized = false } = socket as Partial<TLSSocket>;
    const own = plainAddress(remoteAddress ?? '');
    const certified = !asksCertificates || authorized;
    if (!proxies.has(remoteAddress))
      return { address: own, headers, secure: encrypted, certified, trusted: false, requestId: null };
    const real = xheaders ? toAddress(one(headers['x-real-ip'])) : null;
    const scheme = last(headers['x-forwarded-proto']) ?? (xheaders ? last(headers['x-scheme']) : null);
    const host = last(headers['x-forwarded-host']);
    return {
      address: forwardedFor(one(headers['x-forwarded-for']), proxies) ?? real ?? own,
      headers: host !== null && /^[\w.:[\]-]{1,255}$/.test(host) ? { ...headers, host } : headers,
      secure: scheme === null ? encrypted : /^(?:https|wss)$/i.test(scheme),
      certified,
      trusted: true,
      requestId: /^[\w.-]{1,64}$/.exec(one(headers['x-request-id']) ?? '')?.[0] ?? null,
    };
  };
}

// Node joins them with a comma, as if they were one.
function withoutRepeated(
  headers: IncomingHttpHeaders,
  rawHeaders: readonly string[],
  once: readonly string[],
): IncomingHttpHeaders {
  const names = rawHeaders.filter((_text, index) => index % 2 === 0).map((name) => name.toLowerCase());
  const repeated = once.filter((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (repeated.length === 0) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !repeated.includes(name)));
}

/** Each proxy adds whom it heard from, so the list is believed from its end as far as the proxies are trusted. */
function forwardedFor(header: string | undefined, proxies: TrustedProxies): string | null {
  let nearest: string | null = null;
  for (const entry of (header ?? '').split(',').reverse()) {
    const address = toAddress(entry);
    if (address === null) return nearest;
    nearest = address;
    if (!proxies.has(address)) return address;
  }
  return nearest;
}

/** An address, also `10.0.0.1:4711`, `[::1]` and `[::1]:4711`. */
function toAddress(text: string | undefined): string | null {
  const plain = (text ?? '').trim();
  const [, inBrackets] = /^\[([^\]]*)\](?::\d+)?$/.exec(plain) ?? [];
  const [, beforePort] = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(plain) ?? [];
  const address = plainAddress(inBrackets ?? beforePort ?? plain);
  return isIP(address) === 0 ? null : address;
}

/** What the proxy that is nearest to us wrote. */
function last(header: string | string[] | undefined): string | null {
  return one(header)?.split(',').at(-1)?.trim() || null;
}

function one(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.join(',');
}

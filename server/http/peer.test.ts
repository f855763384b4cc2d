import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createReadPeer, type Peer } from './peer';
import { readTrustedProxies } from './trusted-proxies';

interface Asked {
  readonly from?: string | undefined;
  readonly headers?: Record<string, string>;
  readonly tls?: { readonly authorized: boolean };
  readonly trusted?: readonly string[];
  readonly xheaders?: boolean;
  readonly asksCertificates?: boolean;
}

function ask({ headers = {}, tls, trusted = [], xheaders = false, asksCertificates = false, ...rest }: Asked): Peer {
  const proxies = readTrustedProxies(trusted);
  if (proxies === null) throw new Error('bad proxies');
  const remoteAddress = 'from' in rest ? rest.from : '127.0.0.1';
  const socket = tls === undefined ? { remoteAddress } : { remoteAddress, encrypted: true, ...tls };
  // Of a request only these are looked at.
  const request = { headers: { host: 'inner:5555', ...headers }, socket } as unknown as IncomingMessage;
  return createReadPeer({ proxies, xheaders, asksCertificates })(request);
}

const forged = {
  'x-forwarded-for': '6.6.6.6',
  'x-real-ip': '6.6.6.7',
  'x-forwarded-proto': 'https',
  'x-scheme': 'https',
  'x-forwarded-host': 'celery.example.com',
};

describe('who asks', () => {
  it('is told by the connection alone, whatever is claimed, where no proxy is trusted', () => {
    for (const xheaders of [false, true]) {
      const peer = ask({ from: '10.0.0.9', headers: forged, trusted: ['10.0.0.1', 'unix'], xheaders });
      expect(peer).toMatchObject({ address: '10.0.0.9', secure: false });
      expect(peer.headers.host).toBe('inner:5555');
    }
  });

  it('is told by a proxy that is trusted', () => {
    const peer = ask({ from: '10.1.2.3', headers: forged, trusted: ['10.0.0.0/8'] });
    expect(peer).toMatchObject({ address: '6.6.6.6', secure: true });
    expect(peer.headers.host).toBe('celery.example.com');
  });

  it.each([
    ['what the client claimed before the proxy added it', '9.9.9.9, 5.5.5.5', '5.5.5.5'],
    ['proxies behind the proxy', '9.9.9.9, 5.5.5.5, 10.0.0.2, 10.0.0.3', '5.5.5.5'],
    ['nothing but proxies', '10.0.0.4, 10.0.0.2', '10.0.0.4'],
    ['what is no address', 'unknown, 10.0.0.2', '10.0.0.2'],
    ['nonsense alone', '"; drop, evil', '10.0.0.1'],
    ['an empty header', '', '10.0.0.1'],
    ['ports', '5.5.5.5:4711', '5.5.5.5'],
    ['IPv6', '[2001:db8::1]:4711', '2001:db8::1'],
    ['IPv6 without brackets', '2001:db8::1', '2001:db8::1'],
    ['IPv4 within IPv6', '::ffff:5.5.5.5', '5.5.5.5'],
  ])('is read from the end of X-Forwarded-For: %s', (_what, header, address) => {
    const headers = { 'x-forwarded-for': header };
    expect(ask({ from: '::ffff:10.0.0.1', headers, trusted: ['10.0.0.0/8'] }).address).toBe(address);
  });

  it('is told by X-Real-Ip and X-Scheme only with xheaders, and after X-Forwarded-For', () => {
    const headers = { 'x-real-ip': '5.5.5.5', 'x-scheme': 'https' };
    const trusted = ['loopback'];
    expect(ask({ headers, trusted })).toMatchObject({ address: '127.0.0.1', secure: false });
    expect(ask({ headers, trusted, xheaders: true })).toMatchObject({ address: '5.5.5.5', secure: true });
    expect(ask({ headers: forged, trusted, xheaders: true }).address).toBe('6.6.6.6');
  });

  it('comes through a unix socket without an address, and is told by a proxy there where that is trusted', () => {
    expect(ask({ from: undefined, headers: forged }).address).toBe('');
    expect(ask({ from: undefined, headers: forged, trusted: ['unix'] }).address).toBe('6.6.6.6');
  });

  it('is told by a header that came once: of two nobody knows which is the proxy’s', () => {
    const proxies = readTrustedProxies(['127.0.0.1']);
    if (proxies === null) throw new Error('bad proxies');
    const once = ['x-user', 'x-groups'];
    const seen = (...rawHeaders: string[]) => {
      const headers = { 'x-user': 'eve, root', 'x-groups': 'night' };
      const request = { headers, rawHeaders, socket: { remoteAddress: '127.0.0.1' } } as unknown as IncomingMessage;
      return createReadPeer({ proxies, xheaders: false, asksCertificates: false, once })(request).headers;
    };
    expect(seen('X-User', 'eve', 'x-groups', 'night', 'x-USER', 'root')).toEqual({ 'x-groups': 'night' });
    expect(seen('X-User', 'eve, root', 'X-Groups', 'night')).toEqual({ 'x-user': 'eve, root', 'x-groups': 'night' });
  });

  it('takes no host that could not be one', () => {
    for (const host of ['a b', 'x'.repeat(300), 'a\u0000', 'h/../x', '"'])
      expect(ask({ headers: { 'x-forwarded-host': host }, trusted: ['loopback'] }).headers.host).toBe('inner:5555');
  });

  it('has the id that a trusted proxy gave, and none that could not be one', () => {
    const headers = { 'x-request-id': 'a1-b2.c_3' };
    expect(ask({ headers }).requestId).toBeNull();
    expect(ask({ headers, trusted: ['loopback'] }).requestId).toBe('a1-b2.c_3');
    for (const id of ['', 'a b', 'a\r\nx: y', 'x'.repeat(65), '{"a":1}'])
      expect(ask({ headers: { 'x-request-id': id }, trusted: ['loopback'] }).requestId).toBeNull();
  });

  it('has TLS where the connection has it, unless the proxy says that its own has none', () => {
    const tls = { authorized: false };
    expect(ask({ tls }).secure).toBe(true);
    expect(ask({ tls, headers: { 'x-forwarded-proto': 'http' } }).secure).toBe(true);
    expect(ask({ tls, headers: { 'x-forwarded-proto': 'http' }, trusted: ['loopback'] }).secure).toBe(false);
  });

  it('is certified by the certificate that it showed, where one is asked for', () => {
    expect(ask({ tls: { authorized: false } }).certified).toBe(true);
    expect(ask({ tls: { authorized: false }, asksCertificates: true }).certified).toBe(false);
    expect(ask({ tls: { authorized: true }, asksCertificates: true }).certified).toBe(true);
    expect(ask({ asksCertificates: true }).certified).toBe(false);
  });
});

describe('readTrustedProxies', () => {
  it.each(['10.0.0.300', 'proxy.example.com', '10.0.0.0/33', '::/129', '10.0.0.0/8/8', '10.0.0.0/', '10.0.0.0/x', ''])(
    'refuses %j',
    (entry) => expect(readTrustedProxies(['10.0.0.1', entry])).toBeNull(),
  );

  it('knows networks of both kinds', () => {
    const proxies = readTrustedProxies(['10.0.0.0/8', '2001:db8::/32', 'LOOPBACK']);
    const known = ['10.255.0.1', '::ffff:10.0.0.1', '2001:db8:1::2', '127.9.9.9', '::1'];
    expect(known.map((address) => proxies?.has(address))).toEqual(known.map(() => true));
    for (const address of ['11.0.0.1', '2001:db9::1', 'x', '']) expect(proxies?.has(address)).toBe(false);
    expect(proxies?.has(undefined)).toBe(false);
  });
});

/** TLS settings as kombu's query options name them; paths, not contents. */
export interface TlsSettings {
  readonly verify: boolean;
  readonly checkHostname: boolean;
  readonly caFile: string | null;
  readonly certFile: string | null;
  readonly keyFile: string | null;
  readonly keyPassword: string | null;
}

/** One server; a list of them is tried in turn. `path` is a unix socket, and host and port mean nothing then. */
export interface RedisEndpoint {
  readonly host: string;
  readonly port: number;
  readonly path: string | null;
  readonly db: number;
  readonly username: string | null;
  readonly password: string | null;
  readonly tls: TlsSettings | null;
}

export interface RedisSentinels {
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly masterName: string | null;
  readonly username: string | null;
  readonly password: string | null;
}

export interface RedisUrl {
  readonly kind: 'redis';
  /** Fit for logs and pages: no user, no password, no options. */
  readonly display: string;
  /** At least one. With sentinels exactly one, whose host and port are what the sentinels say. */
  readonly endpoints: readonly [RedisEndpoint, ...RedisEndpoint[]];
  readonly sentinels: RedisSentinels | null;
}

export interface AmqpEndpoint {
  readonly host: string;
  readonly port: number;
  readonly vhost: string;
  readonly username: string;
  readonly password: string;
  readonly tls: TlsSettings | null;
  /** Remaining query options (`heartbeat`, `login_method`, …). */
  readonly options: Readonly<Record<string, string>>;
}

export interface AmqpUrl {
  readonly kind: 'amqp';
  readonly display: string;
  /** The failover list, at least one. */
  readonly endpoints: readonly [AmqpEndpoint, ...AmqpEndpoint[]];
}

export type BrokerUrl = RedisUrl | AmqpUrl;

export type ParsedBrokerUrl =
  | { readonly ok: true; readonly url: BrokerUrl }
  /** One sentence without credentials. */
  | { readonly ok: false; readonly reason: string };

type Transport = 'redis' | 'socket' | 'sentinel' | 'amqp';

interface Scheme {
  readonly transport: Transport;
  readonly tls: boolean;
  readonly port: number;
}

const schemes: Readonly<Record<string, Scheme>> = {
  redis: { transport: 'redis', tls: false, port: 6379 },
  rediss: { transport: 'redis', tls: true, port: 6379 },
  valkey: { transport: 'redis', tls: false, port: 6379 },
  valkeys: { transport: 'redis', tls: true, port: 6379 },
  'redis+socket': { transport: 'socket', tls: false, port: 0 },
  'redis+unix': { transport: 'socket', tls: false, port: 0 },
  socket: { transport: 'socket', tls: false, port: 0 },
  unix: { transport: 'socket', tls: false, port: 0 },
  sentinel: { transport: 'sentinel', tls: false, port: 26379 },
  amqp: { transport: 'amqp', tls: false, port: 5672 },
  pyamqp: { transport: 'amqp', tls: false, port: 5672 },
  amqps: { transport: 'amqp', tls: true, port: 5671 },
};

/** The part of a URL that kombu reads, still as text. */
interface Parts {
  readonly name: string;
  readonly scheme: Scheme;
  readonly host: string;
  readonly port: number | null;
  readonly username: string | null;
  readonly password: string | null;
  /** What follows the first slash; null when there is none. */
  readonly path: string | null;
  readonly query: ReadonlyMap<string, string>;
}

class UrlFault extends Error {
  override readonly name = 'UrlFault';
}

/**
 * Reads a broker URL as kombu does: credentials percent-encoded, a path that starts with a second slash, `;` between
 * the URLs of a list. What kombu would take for something else by accident is refused with the reason.
 */
export function parseBrokerUrl(text: string): ParsedBrokerUrl {
  try {
    const [first, ...others] = splitList(text.trim());
    const head = toParts(first, null);
    const parts: [Parts, ...Parts[]] = [head, ...others.map((other) => toParts(other, head))];
    for (const other of parts) {
      if (other.scheme.transport !== head.scheme.transport) {
        throw new UrlFault(`A list of broker URLs must be of one kind, but ${head.name} and ${other.name} were given.`);
      }
    }
    return { ok: true, url: head.scheme.transport === 'amqp' ? toAmqp(parts) : toRedis(parts) };
  } catch (fault) {
    if (fault instanceof UrlFault) return { ok: false, reason: fault.message };
    throw fault;
  }
}

const credentials = /([a-z][a-z0-9+.-]*:\/\/)(?:(?!;[a-z][a-z0-9+.-]*:\/\/)[^\s"'<>])*@/gi;

/** Removes user and password from every URL inside a text, parseable or not. */
export function maskUrls(text: string): string {
  return text.replace(credentials, '$1***@');
}

function splitList(text: string): [string, ...string[]] {
  const [first, ...others] = text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (first === undefined) throw new UrlFault('The broker URL is empty; give one such as redis://127.0.0.1:6379/0.');
  return [first, ...others];
}

/** A later entry of a list may leave out the scheme; it then takes scheme, credentials and path of the first. */
function toParts(text: string, head: Parts | null): Parts {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(text);
  if (match === null && head !== null) {
    const parts = toParts(`${head.name}://${text}`, null);
    const own = parts.username !== null || parts.password !== null;
    return {
      ...parts,
      username: own ? parts.username : head.username,
      password: own ? parts.password : head.password,
      path: parts.path ?? head.path,
      query: parts.query.size > 0 ? parts.query : head.query,
    };
  }
  const name = (match?.[1] ?? '').toLowerCase();
  const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
  if (match === null) {
    throw new UrlFault(
      'A broker URL starts with a scheme, such as redis://, rediss://, sentinel://, amqp:// or amqps://.',
    );
  }
  if (scheme === undefined) {
    throw new UrlFault(
      `Brokers of the kind ${name}:// can't be watched; redis, rediss, redis+socket, sentinel, amqp and amqps can.`,
    );
  }
  const rest = text.slice(match[0].length);
  const authorityEnd = rest.search(/[/?#]/);
  const authority = authorityEnd === -1 ? rest : rest.slice(0, authorityEnd);
  const tail = authorityEnd === -1 ? '' : rest.slice(authorityEnd);
  // An @ further on: a raw / ? or # in the password ended the authority early, and its first half would pass for a host.
  if (!authority.includes('@') && /^[^?]*@/.test(tail)) {
    throw new UrlFault(
      'The credentials of the broker URL contain a raw "/", "?" or "#"; write them as %2F, %3F and %23.',
    );
  }
  const at = authority.lastIndexOf('@');
  const [username, password] = at === -1 ? [null, null] : toCredentials(authority.slice(0, at));
  const hash = tail.indexOf('#');
  const [path, query] = splitOnce(hash === -1 ? tail : tail.slice(0, hash), '?');
  return {
    name,
    scheme,
    ...toAddress(authority.slice(at + 1), name),
    username,
    password,
    path: path === '' ? null : decode(path.slice(1)),
    query: new Map(new URLSearchParams(query ?? '')),
  };
}

function toCredentials(userinfo: string): [string | null, string | null] {
  const [user, password] = splitOnce(userinfo, ':');
  return [decode(user) || null, password === null ? null : decode(password) || null];
}

function toAddress(text: string, scheme: string): { host: string; port: number | null } {
  const match = /^(?:\[([0-9A-Fa-f:.%A-Za-z]+)\]|([^:[\]]*))(?::(\d*))?$/.exec(text);
  if (match === null) {
    throw new UrlFault(
      `The host and port of the ${scheme}:// URL can't be read; write host:port, and an IPv6 address in brackets: [::1]:6379.`,
    );
  }
  const port = match[3] === undefined || match[3] === '' ? null : Number(match[3]);
  if (port !== null && (port < 1 || port > 65_535)) {
    throw new UrlFault(`The port of the ${scheme}:// URL must be between 1 and 65535.`);
  }
  return { host: match[1] ?? decode(match[2] ?? ''), port };
}

function toRedis(parts: readonly [Parts, ...Parts[]]): RedisUrl {
  const [head] = parts;
  if (head.scheme.transport !== 'sentinel') {
    const endpoints = [toEndpoint(head), ...parts.slice(1).map(toEndpoint)] as const;
    return { kind: 'redis', display: parts.map(displayRedis).join(';'), endpoints, sentinels: null };
  }
  const withCredentials = parts.find((part) => part.password !== null) ?? head;
  const endpoint = toEndpoint({ ...head, username: withCredentials.username, password: withCredentials.password });
  return {
    kind: 'redis',
    display: parts.map(displayRedis).join(';'),
    endpoints: [endpoint],
    sentinels: {
      nodes: parts.map((part) => ({ host: part.host || '127.0.0.1', port: part.port ?? part.scheme.port })),
      masterName: head.query.get('master_name') ?? null,
      username: head.query.get('sentinel_username') ?? null,
      password: head.query.get('sentinel_password') ?? null,
    },
  };
}

function toEndpoint(parts: Parts): RedisEndpoint {
  const isSocket = parts.scheme.transport === 'socket';
  if (isSocket && (parts.path === null || parts.path === '')) {
    throw new UrlFault(
      `A ${parts.name}:// URL names the socket file: ${parts.name}:///run/redis/redis.sock?virtual_host=0.`,
    );
  }
  return {
    host: parts.host || '127.0.0.1',
    port: parts.port ?? parts.scheme.port,
    path: isSocket ? `/${parts.path ?? ''}` : null,
    db: toDb(parts.query.get('virtual_host') ?? parts.query.get('db') ?? (isSocket ? null : parts.path)),
    username: parts.username ?? parts.query.get('username') ?? null,
    password: parts.password ?? parts.query.get('password') ?? null,
    tls: toTls(parts),
  };
}

function toDb(text: string | null): number {
  const digits = (text ?? '').replace(/^\/+|\/+$/g, '');
  if (digits === '') return 0;
  if (!/^\d{1,9}$/.test(digits)) {
    throw new UrlFault('The path of a Redis URL is the number of the database, such as redis://127.0.0.1:6379/0.');
  }
  return Number(digits);
}

function displayRedis(parts: Parts): string {
  const { host, port, path, db } = toEndpoint(parts);
  if (path !== null) return `${parts.name}://${path}${db === 0 ? '' : `?virtual_host=${db}`}`;
  return `${parts.name}://${bracket(host)}:${port}/${db}`;
}

function toAmqp(parts: readonly [Parts, ...Parts[]]): AmqpUrl {
  const [head, ...others] = parts;
  return {
    kind: 'amqp',
    display: parts.map(displayAmqp).join(';'),
    endpoints: [toAmqpEndpoint(head), ...others.map(toAmqpEndpoint)],
  };
}

function toAmqpEndpoint(parts: Parts): AmqpEndpoint {
  const options: Record<string, string> = {};
  for (const [key, value] of parts.query) if (!key.startsWith('ssl')) options[key] = value;
  return {
    host: parts.host || '127.0.0.1',
    port: parts.port ?? (toTls(parts) === null ? parts.scheme.port : 5671),
    // An empty path is the default vhost; `//` names it outright.
    vhost: parts.path === null || parts.path === '' ? '/' : parts.path,
    username: parts.username ?? 'guest',
    password: parts.password ?? (parts.username === null ? 'guest' : ''),
    tls: toTls(parts),
    options,
  };
}

function displayAmqp(parts: Parts): string {
  const { host, port, vhost } = toAmqpEndpoint(parts);
  return `${parts.name}://${bracket(host)}:${port}/${vhost === '/' ? '/' : encodeURIComponent(vhost)}`;
}

const verifyModes: Readonly<Record<string, boolean>> = {
  cert_required: true,
  required: true,
  cert_optional: true,
  optional: true,
  cert_none: false,
  none: false,
};

function toTls(parts: Parts): TlsSettings | null {
  const { query } = parts;
  const mode = query.get('ssl_cert_reqs');
  const asked = mode !== undefined || query.get('ssl')?.toLowerCase() === 'true';
  if (!parts.scheme.tls && !asked) return null;
  const known = (mode ?? 'required').toLowerCase();
  const verify = Object.hasOwn(verifyModes, known) ? verifyModes[known] : undefined;
  if (verify === undefined) {
    throw new UrlFault(
      'ssl_cert_reqs must be required, optional or none (or CERT_REQUIRED, CERT_OPTIONAL, CERT_NONE).',
    );
  }
  return {
    verify,
    checkHostname: query.get('ssl_check_hostname')?.toLowerCase() !== 'false',
    caFile: query.get('ssl_ca_certs') ?? null,
    certFile: query.get('ssl_certfile') ?? null,
    keyFile: query.get('ssl_keyfile') ?? null,
    keyPassword: query.get('ssl_keyfile_password') ?? query.get('ssl_password') ?? null,
  };
}

function bracket(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function splitOnce(text: string, separator: string): [string, string | null] {
  const index = text.indexOf(separator);
  return index === -1 ? [text, null] : [text.slice(0, index), text.slice(index + separator.length)];
}

/** Percent-decoding that leaves a stray `%` as it is, like Python's `unquote`. */
function decode(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
    return bytes.toString('utf8');
  });
}

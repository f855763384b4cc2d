import { splitUrlList, toUrlParts, UrlFault, type UrlParts } from './broker-url-parts';

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

/**
 * Reads a broker URL as kombu does: credentials percent-encoded, a path that starts with a second slash, `;` between
 * the URLs of a list. What kombu would take for something else by accident is refused with the reason.
 */
export function parseBrokerUrl(text: string): ParsedBrokerUrl {
  try {
    const [first, ...others] = splitUrlList(text.trim());
    const head = toUrlParts(first, null);
    const parts: [UrlParts, ...UrlParts[]] = [head, ...others.map((other) => toUrlParts(other, head))];
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

// A password may hold an apostrophe: percent-encoding leaves it as it is.
const credentials = /([a-z][a-z0-9+.-]*:\/\/)(?:(?!;[a-z][a-z0-9+.-]*:\/\/)[^\s"<>])*@/gi;

/** Removes user and password from every URL inside a text, parseable or not. */
export function maskUrls(text: string): string {
  return text.replace(credentials, '$1***@');
}

function toRedis(parts: readonly [UrlParts, ...UrlParts[]]): RedisUrl {
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

function toEndpoint(parts: UrlParts): RedisEndpoint {
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

function displayRedis(parts: UrlParts): string {
  const { host, port, path, db } = toEndpoint(parts);
  if (path !== null) return `${parts.name}://${path}${db === 0 ? '' : `?virtual_host=${db}`}`;
  return `${parts.name}://${bracket(host)}:${port}/${db}`;
}

function toAmqp(parts: readonly [UrlParts, ...UrlParts[]]): AmqpUrl {
  const [head, ...others] = parts;
  return {
    kind: 'amqp',
    display: parts.map(displayAmqp).join(';'),
    endpoints: [toAmqpEndpoint(head), ...others.map(toAmqpEndpoint)],
  };
}

function toAmqpEndpoint(parts: UrlParts): AmqpEndpoint {
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

function displayAmqp(parts: UrlParts): string {
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

function toTls(parts: UrlParts): TlsSettings | null {
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

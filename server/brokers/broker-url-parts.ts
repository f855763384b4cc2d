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
export interface UrlParts {
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

/** One sentence without credentials. */
export class UrlFault extends Error {
  override readonly name = 'UrlFault';
}

export function splitUrlList(text: string): [string, ...string[]] {
  const [first, ...others] = text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (first === undefined) throw new UrlFault('The broker URL is empty; give one such as redis://127.0.0.1:6379/0.');
  return [first, ...others];
}

/** A later entry of a list may leave out the scheme; it then takes scheme, credentials and path of the first. */
export function toUrlParts(text: string, head: UrlParts | null): UrlParts {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(text);
  if (match === null && head !== null) {
    const parts = toUrlParts(`${head.name}://${text}`, null);
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

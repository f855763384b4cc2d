import { createConnection, type Socket } from 'node:net';
import { inflateSync } from 'node:zlib';
import { isReady } from '@/lib/tasks/stored-answer';
import { abortedMeta } from './aborted-meta';
import type { ResultBackend, StoredResult } from './backend';
import { connecting, type Connecting } from './connecting';
import type { BackendOpener } from './index';
import { askMemcached, closeMemcached, type MemcachedValue } from './memcached-protocol';
import { resultExpirySeconds } from './result-expiry';
import { decodeStoredResult } from './stored-result';
import { unreadValue } from './unread-value';

const CHUNK = 100;
const MAX_UUIDS = 5000;
const MAX_SERVERS = 20;
const MAX_INFLATED_BYTES = 16 * 1024 * 1024;
const CONNECT_MS = 3000;
/** Beyond this Memcached takes a time for a date. */
const LONGEST_SECONDS = 30 * 86_400;
/** Of the flags of python-memcached and pylibmc. */
const PICKLED = 1;
const COMPRESSED = 8;

interface Server {
  readonly host: string;
  readonly port: number;
}

/**
 * `cache+memcached://a:11211;b:11211/`, also with pylibmc and pymemcache. Which server has a key is a matter of the Python
 * client's own arithmetic, so each is asked; only plain text is spoken, no SASL.
 */
export const openMemcachedBackend: BackendOpener = (url, conf) => {
  const list = /^(?:cache\+)?(?:memcached|memcache|pylibmc|pymemcache|umemcache):\/\/([^/?]*)/.exec(url)?.[1];
  if (list === undefined) return null;
  if (list.includes('@')) return { ok: false, reason: 'Memcached with a user and password (SASL) is not spoken here.' };
  const servers = list.split(/[;,]/).slice(0, MAX_SERVERS).map(toServer);
  if (servers.some((server) => server === null))
    return { ok: false, reason: 'The address of Memcached can’t be read: name it like cache+memcached://HOST:11211/.' };
  return {
    ok: true,
    backend: createMemcachedBackend(
      servers.filter((server) => server !== null),
      conf,
    ),
  };
};

function toServer(text: string): Server | null {
  const [, host = '', port = '11211'] = /^(\[[\da-f:.]+\]|[\w.-]*)(?::(\d{1,5}))?$/i.exec(text.trim()) ?? [];
  if (host === '' && text.trim() !== '') return null;
  return { host: host.replace(/^\[|\]$/g, '') || 'localhost', port: Number(port) };
}

function createMemcachedBackend(servers: readonly Server[], conf: Readonly<Record<string, unknown>>): ResultBackend {
  const expiry = resultExpirySeconds(conf);
  const connections = servers.map(({ host, port }): Connecting<Socket> =>
    connecting({ what: 'Memcached', address: `${host}:${port}` }, () => open(host, port), closeMemcached),
  );

  /** Each server's answer for these tasks. */
  const values = async (uuids: readonly string[]): Promise<ReadonlyMap<string, MemcachedValue>> => {
    const keys = uuids.filter(isKey).map(keyOf);
    if (keys.length === 0) return new Map();
    const answers = await Promise.all(
      connections.map((connection) => connection.use((socket) => askMemcached(socket, keys))),
    );
    return new Map(answers.flatMap((answer) => [...answer]));
  };

  const storedIn = (uuid: string, value: MemcachedValue | undefined): StoredResult | null =>
    value === undefined ? null : decodeStoredResult(uuid, plain(value));

  return {
    kind: 'memcached',
    url: `cache+memcached://${servers.map(({ host, port }) => `${host}:${port}`).join(';')}/`,
    async read(uuids) {
      const wanted = [...new Set(uuids)].slice(0, MAX_UUIDS);
      const found = new Map<string, StoredResult>();
      for (let start = 0; start < wanted.length; start += CHUNK) {
        const chunk = wanted.slice(start, start + CHUNK);
        const answers = await values(chunk);
        for (const uuid of chunk) {
          const stored = storedIn(uuid, answers.get(keyOf(uuid)));
          if (stored !== null) found.set(uuid, stored);
        }
      }
      return found;
    },
    async unread(uuid) {
      const value = (await values([uuid])).get(keyOf(uuid));
      if (value === undefined || storedIn(uuid, value) !== null) return null;
      const bytes = value.content.length;
      // The Python client says so itself; its pickles may be of an old form, which looks like text.
      return (value.flags & PICKLED) === 0 ? unreadValue(value.content, bytes, Infinity) : { format: 'pickle', bytes };
    },
    ...(connections.length === 1 && {
      async abort(uuid: string) {
        const before = (await values([uuid])).get(keyOf(uuid));
        const stored = storedIn(uuid, before);
        if (before !== undefined && (stored === null || isReady(stored.status)))
          return { outcome: 'ended' as const, status: stored?.status ?? 'UNKNOWN' };
        const seconds = expiry === null || expiry > LONGEST_SECONDS ? 0 : Math.ceil(expiry);
        const content = Buffer.from(abortedMeta(uuid, Date.now() / 1000));
        // The flags of a text: python-memcached would else give bytes back, and pylibmc takes both.
        const flags = before?.flags ?? 16;
        const head = `set ${keyOf(uuid)} ${flags} ${seconds} ${content.length}`;
        await connections[0]?.use((socket) => askMemcached(socket, [], { head, content }));
        return { outcome: 'aborted' as const };
      },
    }),
    async close() {
      await Promise.all(connections.map((connection) => connection.close()));
    },
  };
}

function keyOf(uuid: string): string {
  return `celery-task-meta-${uuid}`;
}

/** Memcached takes no other, and what had a space or a line in it would be another command. */
function isKey(uuid: string): boolean {
  return /^[\x21-\x7e]{1,220}$/.test(uuid);
}

/** The bytes as Celery wrote them; null where they are no text. */
function plain({ flags, content }: MemcachedValue): Buffer | null {
  if ((flags & PICKLED) !== 0) return null;
  if ((flags & COMPRESSED) === 0) return content;
  try {
    return inflateSync(content, { maxOutputLength: MAX_INFLATED_BYTES });
  } catch {
    // Not zlib, or larger than is read: shown as a value that is not opened.
    return null;
  }
}

function open(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port });
    socket.setTimeout(CONNECT_MS, () => socket.destroy(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })));
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', reject);
      socket.on('error', () => undefined);
      // It waits for nothing: the program may end meanwhile.
      socket.unref();
      resolve(socket);
    });
  });
}
